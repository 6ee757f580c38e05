"""Predict the progression of diabetes a year on from ten measurements."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"hidden": 64, "steps": 3000},
    "gpu": {"hidden": 1024, "steps": 5000},
}[RULES["size"]]


def main():
    data = start()
    x, y = data["x"], data["y"]
    config = {"family": "mlp", "sizes": [10, SIZES["hidden"], SIZES["hidden"], 1],
              "activation": "relu"}
    model = build(config).to(DEVICE)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step in range(SIZES["steps"]):
        with mixed():
            loss = F.mse_loss(model(x).squeeze(1), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 500 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    save(model, config)


if __name__ == "__main__":
    main()
