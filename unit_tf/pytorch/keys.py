"""Where each tensor of the references' PyTorch checkpoints belongs in a model of this project.

A checkpoint comes in parts, each a table of tensors by their keys:

    paper       gen                      both encoders and decoders in one table
    article     E1 E2 G1 G2 D1 D2        an encoder, a decoder and a discriminator a domain
    nvidia2018  gen.a gen.b dis.a dis.b  an encoder with its decoder, and a discriminator a domain
    cyclegan    G_A G_B D_A D_B          a translator from a domain; D_A judges what G_A makes

A key is a module's name, such as `encode_A.0.model.0`, and the name of its tensor, such as
`weight`. torch numbers the modules of a sequence, activations and normalisations too, so the names
follow from the depths of the networks, and the depths from the names.
"""

from collections.abc import Iterator
from typing import NamedTuple

from unit_tf.networks.architecture import Architecture


class Parameter(NamedTuple):
    """A tensor of a checkpoint and the variable that it becomes once its axes are transposed."""

    part: str
    key: str
    variable: str
    axes: tuple[int, ...]


# Kernels: Conv2d's [out, in, h, w] to Conv2D's [h, w, in, out], and ConvTranspose2d's
# [in, out, h, w] to Conv2DTranspose's [h, w, out, in].
KERNEL_AXES = (2, 3, 1, 0)
# A ConvTranspose2d of one pixel is a convolution: [in, out, 1, 1] to Conv2D's [1, 1, in, out].
PIXEL_AXES = (2, 3, 0, 1)


class Convolution(NamedTuple):
    """A module that convolves, the layer of ours that does so, and the normalisation after it."""

    part: str
    module: str
    layer: str
    normalization: str = "none"
    axes: tuple[int, ...] = KERNEL_AXES

    def parameters(self) -> Iterator[Parameter]:
        """What must be in the checkpoint."""
        convolution, norm = f"{self.layer}/convolution", f"{self.layer}/finish/normalization"
        yield Parameter(self.part, f"{self.module}.weight", f"{convolution}/kernel", self.axes)
        yield Parameter(self.part, f"{self.module}.bias", f"{convolution}/bias", (0,))
        if self.normalization == "sample":
            for name in ("gamma", "beta"):
                yield Parameter(self.part, f"{self._norm}.{name}", f"{norm}/{name}", (0,))

    def statistics(self) -> Iterator[tuple[str, str]]:
        """Part and key of what may be there besides, unused.

        Instance normalisations of old versions of torch kept statistics that nothing reads.
        """
        if self.normalization == "instance":
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                yield self.part, f"{self._norm}.{name}"

    @property
    def _norm(self) -> str:
        before, _, last = self.module.rpartition(".")
        return f"{before}.{int(last) + 1 if last.isdecimal() else 'norm'}"


class Names(NamedTuple):
    """The modules of one domain's networks, from pictures to pictures, and of its discriminator.

    `{}` in a residual block's name stands for `halves`, its two convolutions.
    """

    encoder: str  # the part that holds it, as for decoder and discriminator
    decoder: str
    discriminator: str
    halves: tuple[int, int]
    stem: str
    downsamplings: list[str]
    encoder_blocks: list[str]
    shared_encoder: list[str]
    shared_decoder: list[str]
    decoder_blocks: list[str]
    upsamplings: list[str]
    output: str
    discriminator_scales: list[list[str]]  # the last of each scale gives the logits


def paper(a: Architecture, domain: str) -> Names:
    """Of the authors' release of 2017, whose discriminators' names are not known."""
    encoder, decoder = f"encode_{domain.upper()}", f"decode_{domain.upper()}"
    first, last = 1 + a.downsamplings, a.decoder_blocks + a.downsamplings
    return Names(
        encoder="gen",
        decoder="gen",
        discriminator="dis",
        halves=(0, 3),
        stem=f"{encoder}.0.model.0",
        downsamplings=[f"{encoder}.{i}.model.0" for i in range(1, first)],
        encoder_blocks=[
            f"{encoder}.{i}.model.{{}}" for i in range(first, first + a.encoder_blocks)
        ],
        shared_encoder=[f"enc_shared.{i}.model.{{}}" for i in range(a.shared_blocks)],
        shared_decoder=[f"dec_shared.{i}.model.{{}}" for i in range(a.shared_blocks)],
        decoder_blocks=[f"{decoder}.{i}.model.{{}}" for i in range(a.decoder_blocks)],
        upsamplings=[f"{decoder}.{i}.model.0" for i in range(a.decoder_blocks, last)],
        output=f"{decoder}.{last}",
        discriminator_scales=[],
    )


def article(a: Architecture, domain: str) -> Names:
    """Of the single-file re-implementation: three modules a convolution, and paddings."""
    number = {"a": 1, "b": 2}[domain]
    first, last = 4 + 3 * a.downsamplings, a.decoder_blocks + 3 * a.downsamplings
    return Names(
        encoder=f"E{number}",
        decoder=f"G{number}",
        discriminator=f"D{number}",
        halves=(1, 5),
        stem="model_blocks.1",
        downsamplings=[f"model_blocks.{i}" for i in range(4, first, 3)],
        encoder_blocks=[
            f"model_blocks.{i}.conv_block.{{}}" for i in range(first, first + a.encoder_blocks)
        ],
        shared_encoder=["shared_block.conv_block.{}"],
        shared_decoder=["shared_block.conv_block.{}"],
        decoder_blocks=[f"model_blocks.{i}.conv_block.{{}}" for i in range(a.decoder_blocks)],
        upsamplings=[f"model_blocks.{i}" for i in range(a.decoder_blocks, last, 3)],
        output=f"model_blocks.{last + 1}",
        discriminator_scales=[
            # The first has no normalisation.
            [f"model.{max(0, 3 * i - 1)}" for i in range(a.discriminator_layers + 1)]
        ],
    )


def nvidia2018(a: Architecture, domain: str) -> Names:
    """Of the authors' rewrite: a sequence of residual blocks counts as one module."""
    return Names(
        encoder=f"gen.{domain}",
        decoder=f"gen.{domain}",
        discriminator=f"dis.{domain}",
        halves=(0, 1),
        stem="enc.model.0.conv",
        downsamplings=[f"enc.model.{i}.conv" for i in range(1, a.downsamplings + 1)],
        encoder_blocks=[
            f"enc.model.{a.downsamplings + 1}.model.{i}.model.{{}}.conv"
            for i in range(a.encoder_blocks)
        ],
        shared_encoder=[],
        shared_decoder=[],
        decoder_blocks=[f"dec.model.0.model.{i}.model.{{}}.conv" for i in range(a.decoder_blocks)],
        upsamplings=[f"dec.model.{2 * i}.conv" for i in range(1, a.downsamplings + 1)],
        output=f"dec.model.{2 * a.downsamplings + 1}.conv",
        discriminator_scales=[
            [f"cnns.{scale}.{i}.conv" for i in range(a.discriminator_layers)]
            + [f"cnns.{scale}.{a.discriminator_layers}"]
            for scale in range(a.discriminator_scales)
        ],
    )


def cyclegan(a: Architecture, domain: str) -> Names:
    """Of CycleGAN's authors: the translator from this domain; the other's file has its judge."""
    translator, judge = {"a": ("G_A", "D_B"), "b": ("G_B", "D_A")}[domain]
    first = 4 + 3 * a.downsamplings
    last = first + a.encoder_blocks + 3 * a.downsamplings
    return Names(
        encoder=translator,
        decoder=translator,
        discriminator=judge,
        halves=(1, 6 if a.dropout else 5),
        stem="model.1",
        downsamplings=[f"model.{i}" for i in range(4, first, 3)],
        encoder_blocks=[
            f"model.{i}.conv_block.{{}}" for i in range(first, first + a.encoder_blocks)
        ],
        shared_encoder=[],
        shared_decoder=[],
        decoder_blocks=[],
        upsamplings=[f"model.{i}" for i in range(first + a.encoder_blocks, last, 3)],
        output=f"model.{last + 1}",
        discriminator_scales=[
            [
                f"model.{max(0, 3 * i - 1)}"
                for i in range(a.discriminator_layers + a.discriminator_flat_layers + 1)
            ]
        ],
    )


NAMES = {"paper": paper, "article": article, "nvidia2018": nvidia2018, "cyclegan": cyclegan}


def convolutions(preset: str, a: Architecture) -> Iterator[Convolution]:
    """Every convolution of a preset's checkpoints; what domains share, once for each of them."""
    for domain in "ab":
        names = NAMES[preset](a, domain)
        # Ours are called by the domain, but CycleGAN's by the direction.
        way = {"a": "ab", "b": "ba"}[domain] if preset == "cyclegan" else domain
        yield from _encoder(names, a, f"encoder_{way}")
        yield from _residual(names, names.encoder, names.shared_encoder, "shared_encoder")
        yield from _residual(names, names.decoder, names.shared_decoder, "shared_decoder")
        yield from _decoder(names, a, f"decoder_{way}")
        axes = PIXEL_AXES if preset == "paper" else KERNEL_AXES
        yield Convolution(names.decoder, names.output, f"decoder_{way}/output", axes=axes)
        yield from _discriminator(names, a, f"discriminator_{domain}")


def _encoder(names: Names, a: Architecture, network: str) -> Iterator[Convolution]:
    yield Convolution(names.encoder, names.stem, f"{network}/stem", a.stem_normalization)
    for level, module in enumerate(names.downsamplings, 1):
        layer = f"{network}/downsampling_{level}"
        yield Convolution(names.encoder, module, layer, a.downsampling_normalization)
    yield from _residual(names, names.encoder, names.encoder_blocks, network)


def _decoder(names: Names, a: Architecture, network: str) -> Iterator[Convolution]:
    yield from _residual(names, names.decoder, names.decoder_blocks, network)
    inner = "" if a.upsampling == "transpose" else "/block"
    for index, module in enumerate(names.upsamplings):
        layer = f"{network}/upsampling_{a.downsamplings - index}{inner}"
        yield Convolution(names.decoder, module, layer, a.upsampling_normalization)


def _residual(names: Names, part: str, modules: list[str], network: str) -> Iterator[Convolution]:
    for index, module in enumerate(modules, 1):
        for half, number in enumerate(names.halves, 1):
            layer = f"{network}/residual_{index}/block_{half}"
            yield Convolution(part, module.format(number), layer, "instance")


def _discriminator(names: Names, a: Architecture, network: str) -> Iterator[Convolution]:
    for scale, (*hidden, logits) in enumerate(names.discriminator_scales, 1):
        for level, module in enumerate(hidden):
            layer = f"{network}/scale_{scale}_convolution_{level + 1}"
            normalization = a.discriminator_normalization if level else "none"
            yield Convolution(names.discriminator, module, layer, normalization)
        yield Convolution(names.discriminator, logits, f"{network}/scale_{scale}_logits")
