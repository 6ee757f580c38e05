"""Train a classifier of 8x8 images of digits: convolutions, shifted images, a falling rate."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"channels": [12, 24], "hidden": 48, "steps": 600, "batch": 64},
    "gpu": {"channels": [64, 128, 128], "hidden": 256, "steps": 4000, "batch": 256},
}[RULES["size"]]


def shifted(images):
    """Move each image by up to one pixel in each direction."""
    wide = F.pad(images, (1, 1, 1, 1))
    count, side = images.shape[0], images.shape[1]
    down, right = torch.randint(3, (2, count, 1, 1), device=images.device)
    steps = torch.arange(side, device=images.device)
    which = torch.arange(count, device=images.device).view(-1, 1, 1)
    return wide[which, steps.view(1, -1, 1) + down, steps.view(1, 1, -1) + right]


def main():
    data = start()
    x, y = data["x"], data["y"]
    config = {"family": "cnn", "side": 8, "channels": SIZES["channels"],
              "hidden": SIZES["hidden"], "outputs": 10}
    model = build(config).to(DEVICE)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, SIZES["steps"])
    for _ in range(SIZES["steps"]):
        rows = torch.randint(len(x), (SIZES["batch"],), device=DEVICE)
        with mixed():
            loss = F.cross_entropy(model(shifted(x[rows])), y[rows], label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    save(model, config)


if __name__ == "__main__":
    main()
