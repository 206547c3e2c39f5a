"""The references' networks in PyTorch, written anew: the names in their state are the references'.

Each program is a module whose `translate(images, direction)` works as the program does when it is
used, without noise, and whose `save` writes what the program saves. Pictures are `[batch, channels,
height, width]` in [-1, 1].
"""

import torch
from torch import nn
from torch.nn import functional


class Sequence(nn.Module):
    """Layers in a sequence that is called `model`."""

    def __init__(self, *layers):
        super().__init__()
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class Residual(Sequence):
    """x + model(x)."""

    def forward(self, x):
        return x + self.model(x)


def instance_norm(channels):
    return nn.InstanceNorm2d(channels, affine=False)


class Program(nn.Module):
    """What the three have in common; `encode` and `decode` are their own."""

    def translate(self, images, direction):
        with torch.inference_mode():
            return self.decode(self.encode(images, direction[0]), direction[1])


class Paper(Program):
    """The generator of the authors' release of 2017."""

    def __init__(self, filters=64, blocks=3, shared=1, downsamplings=2, channels=(3, 3),
                 normalized_resampling=False):  # fmt: skip
        super().__init__()
        width = filters * 2**downsamplings

        def convolved(convolution, filters):
            if normalized_resampling:
                return Sequence(convolution, instance_norm(filters), nn.ReLU())
            return Sequence(convolution, nn.LeakyReLU(0.01))

        def residuals(count):
            return [
                Residual(
                    nn.Conv2d(width, width, 3, padding=1), instance_norm(width), nn.ReLU(),
                    nn.Conv2d(width, width, 3, padding=1), instance_norm(width),
                )
                for _ in range(count)
            ]  # fmt: skip

        def encoder(channels):
            down = [
                convolved(nn.Conv2d(n, 2 * n, 3, 2, 1), 2 * n)
                for n in (filters * 2**level for level in range(downsamplings))
            ]
            stem = Sequence(nn.Conv2d(channels, filters, 7, padding=3), nn.LeakyReLU(0.01))
            return nn.Sequential(stem, *down, *residuals(blocks))

        def decoder(channels):
            up = [
                convolved(nn.ConvTranspose2d(2 * n, n, 3, 2, 1, output_padding=1), n)
                for n in (filters * 2**level for level in reversed(range(downsamplings)))
            ]
            output = nn.ConvTranspose2d(filters, channels, 1)
            return nn.Sequential(*residuals(blocks), *up, output, nn.Tanh())

        self.encode_A, self.encode_B = map(encoder, channels)
        self.enc_shared = nn.Sequential(*residuals(shared))
        self.dec_shared = nn.Sequential(*residuals(shared))
        self.decode_A, self.decode_B = map(decoder, channels)

    def encode(self, images, domain):
        return self.enc_shared({"a": self.encode_A, "b": self.encode_B}[domain](images))

    def decode(self, z, domain):
        return {"a": self.decode_A, "b": self.decode_B}[domain](self.dec_shared(z))

    def save(self, folder):
        """Writes the generator's file; returns it in a list."""
        torch.save(self.state_dict(), folder / "street_gen_00500000.pkl")
        return [folder / "street_gen_00500000.pkl"]


class ArticleResidual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), instance_norm(width), nn.ReLU(),
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), instance_norm(width),
        )  # fmt: skip

    def forward(self, x):
        return x + self.conv_block(x)


class ArticleEncoder(nn.Module):
    def __init__(self, channels, filters, blocks, downsamplings, shared_block):
        super().__init__()
        layers = [
            nn.ReflectionPad2d(3), nn.Conv2d(channels, filters, 7), instance_norm(filters),
            nn.LeakyReLU(0.2),
        ]  # fmt: skip
        for n in (filters * 2**level for level in range(downsamplings)):
            layers += [nn.Conv2d(n, 2 * n, 4, 2, 1), instance_norm(2 * n), nn.ReLU()]
        layers += [ArticleResidual(filters * 2**downsamplings) for _ in range(blocks)]
        self.model_blocks = nn.Sequential(*layers)
        self.shared_block = shared_block

    def forward(self, x):
        return self.shared_block(self.model_blocks(x))


class ArticleDecoder(nn.Module):
    def __init__(self, channels, filters, blocks, downsamplings, shared_block):
        super().__init__()
        self.shared_block = shared_block
        layers = [ArticleResidual(filters * 2**downsamplings) for _ in range(blocks)]
        for n in (filters * 2**level for level in reversed(range(downsamplings))):
            layers += [
                nn.ConvTranspose2d(2 * n, n, 4, 2, 1), instance_norm(n), nn.LeakyReLU(0.2),
            ]  # fmt: skip
        output = [nn.ReflectionPad2d(3), nn.Conv2d(filters, channels, 7), nn.Tanh()]
        self.model_blocks = nn.Sequential(*layers, *output)

    def forward(self, z):
        return self.model_blocks(self.shared_block(z))


def article_discriminator(channels, filters, layers):
    """Logits at one scale, in a list."""
    modules = [nn.Conv2d(channels, filters, 4, 2, 1), nn.LeakyReLU(0.2)]
    for n in (filters * 2**level for level in range(layers - 1)):
        modules += [nn.Conv2d(n, 2 * n, 4, 2, 1), instance_norm(2 * n), nn.LeakyReLU(0.2)]
    return Sequence(*modules, nn.Conv2d(filters * 2 ** (layers - 1), 1, 3, padding=1))


class Article(Program):
    """The single-file re-implementation: two encoders, decoders and discriminators."""

    def __init__(self, filters=64, blocks=3, downsamplings=2, channels=(3, 3),
                 discriminator_filters=64, discriminator_layers=4):  # fmt: skip
        super().__init__()
        width = filters * 2**downsamplings
        shared_e, shared_g = ArticleResidual(width), ArticleResidual(width)
        sizes = (filters, blocks, downsamplings)
        self.E1, self.E2 = (ArticleEncoder(n, *sizes, shared_e) for n in channels)
        self.G1, self.G2 = (ArticleDecoder(n, *sizes, shared_g) for n in channels)
        self.D1, self.D2 = (
            article_discriminator(n, discriminator_filters, discriminator_layers) for n in channels
        )

    def encode(self, images, domain):
        return {"a": self.E1, "b": self.E2}[domain](images)

    def decode(self, z, domain):
        return {"a": self.G1, "b": self.G2}[domain](z)

    def judge(self, images, domain):
        """The logits of each scale."""
        with torch.inference_mode():
            return [{"a": self.D1, "b": self.D2}[domain](images)]

    def save(self, folder):
        """Writes the six files; returns them."""
        files = []
        for name in ("E1", "E2", "G1", "G2", "D1", "D2"):
            files.append(folder / f"{name}_199.pth")
            torch.save(getattr(self, name).state_dict(), files[-1])
        return files


class SampleNorm(nn.Module):
    """Each sample as a whole to zero mean and unit deviation, then a scale and offset a channel."""

    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.rand(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        mean = x.mean((1, 2, 3), keepdim=True)
        deviation = x.std((1, 2, 3), keepdim=True)  # torch's is the unbiased one
        x = (x - mean) / (deviation + 1e-5)
        return x * self.gamma[:, None, None] + self.beta[:, None, None]


class Block(nn.Module):
    """Reflection, convolution, normalisation, activation."""

    def __init__(self, inputs, outputs, size, stride=1, padding=0, norm=None, activation=None):
        super().__init__()
        self.padding = padding
        self.conv = nn.Conv2d(inputs, outputs, size, stride)
        if norm is not None:
            self.norm = norm(outputs)
        self.activation = activation

    def forward(self, x):
        x = self.conv(functional.pad(x, 4 * [self.padding], mode="reflect"))
        x = self.norm(x) if hasattr(self, "norm") else x
        return x if self.activation is None else self.activation(x)


class Nvidia2018Generator(nn.Module):
    """Encoder and decoder of one domain."""

    def __init__(self, channels, filters, blocks, downsamplings):
        super().__init__()
        width = filters * 2**downsamplings

        def residuals():
            return Sequence(
                *(
                    Residual(
                        Block(width, width, 3, 1, 1, instance_norm, torch.relu),
                        Block(width, width, 3, 1, 1, instance_norm),
                    )
                    for _ in range(blocks)
                )
            )

        widths = [filters * 2**level for level in range(downsamplings)]
        down = [Block(n, 2 * n, 4, 2, 1, instance_norm, torch.relu) for n in widths]
        up = []
        for n in reversed(widths):
            up += [nn.Upsample(scale_factor=2), Block(2 * n, n, 5, 1, 2, SampleNorm, torch.relu)]
        stem = Block(channels, filters, 7, 1, 3, instance_norm, torch.relu)
        output = Block(filters, channels, 7, 1, 3, activation=torch.tanh)
        self.enc = Sequence(stem, *down, residuals())
        self.dec = Sequence(residuals(), *up, output)


class Nvidia2018Discriminator(nn.Module):
    def __init__(self, channels, filters, layers, scales):
        super().__init__()
        widths = [channels] + [filters * 2**level for level in range(layers)]
        leaky = nn.LeakyReLU(0.2)
        self.cnns = nn.ModuleList(
            nn.Sequential(
                *(Block(widths[i], widths[i + 1], 4, 2, 1, None, leaky) for i in range(layers)),
                nn.Conv2d(widths[-1], 1, 1),
            )
            for _ in range(scales)
        )

    def forward(self, x):
        logits = []
        for cnn in self.cnns:
            logits.append(cnn(x))
            x = functional.avg_pool2d(x, 3, 2, 1, count_include_pad=False)
        return logits


class Nvidia2018(Program):
    """The authors' rewrite: a generator and a discriminator a domain."""

    def __init__(self, filters=64, blocks=4, downsamplings=2, channels=(3, 3),
                 discriminator_filters=64, discriminator_layers=4, scales=3):  # fmt: skip
        super().__init__()
        self.gen = nn.ModuleDict(
            {
                domain: Nvidia2018Generator(n, filters, blocks, downsamplings)
                for domain, n in zip("ab", channels, strict=True)
            }
        )
        self.dis = nn.ModuleDict(
            {
                domain: Nvidia2018Discriminator(
                    n, discriminator_filters, discriminator_layers, scales
                )
                for domain, n in zip("ab", channels, strict=True)
            }
        )

    def encode(self, images, domain):
        return self.gen[domain].enc(images)

    def decode(self, z, domain):
        return self.gen[domain].dec(z)

    def judge(self, images, domain):
        """The logits of each scale."""
        with torch.inference_mode():
            return self.dis[domain](images)

    def save(self, folder):
        """Writes both files; returns them."""
        for name in ("gen", "dis"):
            tables = {domain: module.state_dict() for domain, module in getattr(self, name).items()}
            torch.save(tables, folder / f"{name}_01000000.pt")
        return [folder / "gen_01000000.pt", folder / "dis_01000000.pt"]


def randomize(program, seed=0):
    """Weights with which features stay of order one, as those of a trained network; returns it."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in program.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                sizes = module.weight.shape
                inputs = sizes[1] if isinstance(module, nn.Conv2d) else sizes[0]
                # A transposed convolution of stride 2 adds a quarter of its kernel at each pixel.
                fan_in = (
                    inputs
                    * sizes[2]
                    * sizes[3]
                    / module.stride[0] ** (2 * isinstance(module, nn.ConvTranspose2d))
                )
                module.weight.normal_(0.0, fan_in**-0.5, generator=generator)
                module.bias.normal_(0.0, 0.2, generator=generator)
            elif isinstance(module, SampleNorm):
                module.gamma.uniform_(0.5, 1.5, generator=generator)
                module.beta.normal_(0.0, 0.3, generator=generator)
    return program.eval()
