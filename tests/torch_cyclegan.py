"""CycleGAN in PyTorch, written anew: the names in its state are those of its authors' program.

Pictures are `[batch, channels, height, width]` in [-1, 1].
"""

import torch
from torch import nn


def normalized(convolution):
    return [convolution, nn.InstanceNorm2d(convolution.out_channels), nn.ReLU()]


class Residual(nn.Module):
    """x + conv_block(x)."""

    def __init__(self, width, dropout):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), *normalized(nn.Conv2d(width, width, 3)),
            *([nn.Dropout(0.5)] if dropout else []),
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), nn.InstanceNorm2d(width),
        )  # fmt: skip

    def forward(self, x):
        return x + self.conv_block(x)


class Translator(nn.Module):
    """A generator; its layers are called `model`."""

    def __init__(self, inputs, outputs, filters, blocks, dropout):
        super().__init__()
        n = filters
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3), *normalized(nn.Conv2d(inputs, n, 7)),
            *normalized(nn.Conv2d(n, 2 * n, 3, 2, 1)),
            *normalized(nn.Conv2d(2 * n, 4 * n, 3, 2, 1)),
            *[Residual(4 * n, dropout) for _ in range(blocks)],
            *normalized(nn.ConvTranspose2d(4 * n, 2 * n, 3, 2, 1, 1)),
            *normalized(nn.ConvTranspose2d(2 * n, n, 3, 2, 1, 1)),
            nn.ReflectionPad2d(3), nn.Conv2d(n, outputs, 7), nn.Tanh(),
        )  # fmt: skip

    def forward(self, x):
        return self.model(x)


class Judge(nn.Module):
    """A discriminator of patches; its layers are called `model`."""

    def __init__(self, inputs, filters, layers):
        super().__init__()
        parts, width = [nn.Conv2d(inputs, filters, 4, 2, 1), nn.LeakyReLU(0.2)], filters
        for number in range(1, layers + 1):
            stride = 2 if number < layers else 1
            parts += [
                nn.Conv2d(width, 2 * width, 4, stride, 1), nn.InstanceNorm2d(2 * width),
                nn.LeakyReLU(0.2),
            ]  # fmt: skip
            width *= 2
        self.model = nn.Sequential(*parts, nn.Conv2d(width, 1, 4, 1, 1))

    def forward(self, x):
        return self.model(x)


class CycleGAN(nn.Module):
    """Both translators, and what judges their pictures: `D_A` those of `G_A`, which are of b."""

    def __init__(self, filters=64, blocks=9, channels=(3, 3), discriminator_filters=64,
                 discriminator_layers=3, dropout=False):  # fmt: skip
        super().__init__()
        a, b = channels
        self.G_A = Translator(a, b, filters, blocks, dropout)
        self.G_B = Translator(b, a, filters, blocks, dropout)
        self.D_A = Judge(b, discriminator_filters, discriminator_layers)
        self.D_B = Judge(a, discriminator_filters, discriminator_layers)

    def translate(self, images, direction):
        with torch.inference_mode():
            return {"ab": self.G_A, "bb": self.G_A, "ba": self.G_B, "aa": self.G_B}[direction](
                images
            )

    def judge(self, images, domain):
        with torch.inference_mode():
            return [{"a": self.D_B, "b": self.D_A}[domain](images)]

    def save(self, folder, prefix=""):
        """Writes the four files; returns them. `prefix` stands before every key."""
        paths = []
        for name in ("G_A", "G_B", "D_A", "D_B"):
            paths.append(folder / f"latest_net_{name}.pth")
            state = getattr(self, name).state_dict()
            torch.save({prefix + key: tensor for key, tensor in state.items()}, paths[-1])
        return paths

    def losses(self, a, b):
        """The generators' and the discriminators' loss as the program adds them up."""
        mse, l1 = nn.functional.mse_loss, nn.functional.l1_loss
        fake_b, fake_a = self.G_A(a), self.G_B(b)

        def gan(logits, target):
            return mse(logits, torch.full_like(logits, target))

        generators = (
            gan(self.D_A(fake_b), 1.0)
            + gan(self.D_B(fake_a), 1.0)
            + 10 * (l1(self.G_B(fake_b), a) + l1(self.G_A(fake_a), b))
            + 5 * (l1(self.G_A(b), b) + l1(self.G_B(a), a))
        )
        discriminators = sum(
            0.5 * (gan(judge(real), 1.0) + gan(judge(fake.detach()), 0.0))
            for judge, real, fake in ((self.D_A, b, fake_b), (self.D_B, a, fake_a))
        )
        return generators, discriminators
