"""Train on the sources that models trained on other rows agree with."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"hidden": 32, "steps": 1200, "batch": 64, "rounds": 3},
    "gpu": {"hidden": 512, "steps": 4000, "batch": 256, "rounds": 3},
}[RULES["size"]]
CONFIG = {"family": "mlp", "sizes": [64, SIZES["hidden"], 10], "activation": "relu"}
SOURCES = 8


def train(x, y, weights, steps):
    """Return a model trained on rows drawn by their weights."""
    model = build(CONFIG).to(DEVICE)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, steps)
    for _ in range(steps):
        rows = torch.multinomial(weights, SIZES["batch"], replacement=True)
        with mixed():
            loss = F.cross_entropy(model(x[rows]), y[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return model


def agreement(x, y, source, trust):
    """Return for each source how often models trained on other rows give its labels."""
    right, half = torch.zeros(len(x), device=DEVICE), torch.rand(len(x), device=DEVICE) < 0.5
    for rows in (half, ~half):
        model = train(x[rows], y[rows], trust[source[rows]], SIZES["steps"] // 4)
        with torch.no_grad():
            right[~rows] = (model(x[~rows]).argmax(1) == y[~rows]).float()
    return torch.stack([right[source == one].mean() for one in range(SOURCES)])


def main():
    data = start()
    x, y, source = data["x"], data["y"], data["source"]
    trust = torch.ones(SOURCES, device=DEVICE)
    for _ in range(SIZES["rounds"]):
        found = agreement(x, y, source, trust)
        trust = (found > found.mean()).float() * found**2 + 1e-6
    save(train(x, y, trust[source], SIZES["steps"]), CONFIG)


if __name__ == "__main__":
    main()
