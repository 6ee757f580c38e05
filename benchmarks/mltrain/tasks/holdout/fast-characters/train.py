"""Train a language model over characters."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"width": 48, "layers": 2, "heads": 4, "context": 32, "steps": 1000, "batch": 16},
    "gpu": {"width": 384, "layers": 6, "heads": 6, "context": 128, "steps": 2500, "batch": 64},
}[RULES["size"]]


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
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
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
