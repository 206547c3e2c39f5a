"""One training step of `article` in PyTorch, as its single-file program takes it: a process.

    python -m benchmarks.torch_step '{"filters": 16, "size": 64, "batch": 1, "threads": 2}'

Speaks as `benchmarks.serve` says. The networks are those that the tests of
`unit_tf.import_pytorch` use; what a careful author would do is done: Adam is fused, the
discriminators are frozen while the generator learns, gradients are set to None.
"""

import json
import sys

import torch
from torch.nn import functional

from benchmarks.serve import serve
from tests.torch_networks import Article


class Step:
    """Both optimisers' step on random pictures."""

    def __init__(self, filters, size, batch, threads, channels_last=False, bfloat16=False):
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        layout = torch.channels_last if channels_last else torch.contiguous_format
        self.bfloat16 = bfloat16
        self.program = Article(filters=filters, discriminator_filters=filters)
        self.program.to(memory_format=layout)
        p = self.program
        # The shared blocks are in two modules each, and once in a set.
        generator = {v for m in (p.E1, p.E2, p.G1, p.G2) for v in m.parameters()}
        self.critics = [*p.D1.parameters(), *p.D2.parameters()]
        self.generator_optimizer, self.critic_optimizer = (
            torch.optim.Adam(list(variables), 1e-4, (0.5, 0.999), fused=True)
            for variables in (generator, self.critics)
        )
        self.images_a, self.images_b = (
            torch.rand(batch, 3, size, size).mul(2).sub(1).to(memory_format=layout)
            for _ in range(2)
        )

    def __call__(self):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            self._step()

    def _step(self):
        p, a, b = self.program, self.images_a, self.images_b

        def sampled(mu):
            return mu + torch.randn_like(mu)

        def to_one(logits):
            return functional.mse_loss(logits, torch.ones_like(logits))

        def to_zero(logits):
            return functional.mse_loss(logits, torch.zeros_like(logits))

        for critic in self.critics:
            critic.requires_grad_(False)
        self.generator_optimizer.zero_grad(set_to_none=True)
        mu_a, mu_b = p.E1(a), p.E2(b)
        z_a, z_b = sampled(mu_a), sampled(mu_b)
        aa, bb, ba, ab = p.G1(z_a), p.G2(z_b), p.G1(z_b), p.G2(z_a)
        mu_ba, mu_ab = p.E1(ba), p.E2(ab)
        aba, bab = p.G1(sampled(mu_ab)), p.G2(sampled(mu_ba))
        loss = (
            10 * (to_one(p.D1(ba)) + to_one(p.D2(ab)))
            + 0.1 * sum(torch.mean(mu**2) for mu in (mu_a, mu_b, mu_ab, mu_ba))
            + 100 * (functional.l1_loss(aa, a) + functional.l1_loss(bb, b))
            + 100 * (functional.l1_loss(aba, a) + functional.l1_loss(bab, b))
        )
        loss.backward()
        self.generator_optimizer.step()

        for critic in self.critics:
            critic.requires_grad_(True)
        self.critic_optimizer.zero_grad(set_to_none=True)
        loss = (
            to_one(p.D1(a)) + to_zero(p.D1(ba.detach()))
            + to_one(p.D2(b)) + to_zero(p.D2(ab.detach()))
        )  # fmt: skip
        loss.backward()
        self.critic_optimizer.step()


if __name__ == "__main__":
    serve(Step(**json.loads(sys.argv[1])))
