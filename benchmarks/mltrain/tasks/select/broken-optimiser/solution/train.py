"""Train a language model over characters; moments of each parameter, decay by the rate."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"width": 32, "layers": 2, "heads": 4, "context": 32, "steps": 500, "batch": 16},
    "gpu": {"width": 384, "layers": 6, "heads": 6, "context": 128, "steps": 1500, "batch": 64},
}[RULES["size"]]


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""

    def __init__(self, parameters, lr, betas=(0.9, 0.99), eps=1e-8, decay=0.1):
        self.parameters = list(parameters)
        self.lr, self.betas, self.eps, self.decay = lr, betas, eps, decay
        self.time = 0
        self.moments = {}

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        fast, slow = self.betas
        self.time += 1
        for p in self.parameters:
            first, second = self.moments.setdefault(
                p, (torch.zeros_like(p), torch.zeros_like(p))
            )
            first.lerp_(p.grad, 1 - fast)
            second.lerp_(p.grad**2, 1 - slow)
            mean = first / (1 - fast**self.time)
            spread = (second / (1 - slow**self.time)).sqrt()
            p.mul_(1 - self.lr * self.decay)
            p.addcdiv_(mean, spread + self.eps, value=-self.lr)


def batch(ids, length):
    """Return windows of the text, and the same moved on by one."""
    starts = torch.randint(len(ids) - length - 1, (SIZES["batch"], 1), device=DEVICE)
    windows = ids[starts + torch.arange(length + 1, device=DEVICE)].long()
    return windows[:, :-1], windows[:, 1:]


def main():
    data = start()
    config = {"family": "charlm", "vocabulary": RULES["fixed"]["vocabulary"],
              **{name: SIZES[name] for name in ("width", "layers", "heads", "context")}}
    model = build(config).to(DEVICE)
    optimiser = AdamW(model.parameters(), lr=1e-2 if RULES["size"] == "cpu" else 1e-3)
    for step in range(SIZES["steps"]):
        x, y = batch(data["ids"], config["context"])
        with mixed():
            loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    save(model, config)


if __name__ == "__main__":
    main()
