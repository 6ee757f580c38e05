"""Train a language model over characters: AdamW, a high rate that warms up and falls, few steps."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"width": 48, "layers": 2, "heads": 4, "context": 32, "steps": 140, "batch": 16, "rate": 1.5e-2},
    "gpu": {"width": 384, "layers": 6, "heads": 6, "context": 128, "steps": 400, "batch": 64, "rate": 1e-3},
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
    optimiser = torch.optim.AdamW(model.parameters(), lr=SIZES["rate"], betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, SIZES["rate"], SIZES["steps"], pct_start=0.1
    )
    for step in range(SIZES["steps"]):
        x, y = batch(data["ids"], config["context"])
        with mixed():
            loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 50 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    save(model, config)


if __name__ == "__main__":
    main()
