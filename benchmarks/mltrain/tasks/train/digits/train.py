"""Train a classifier of 8x8 images of digits."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"hidden": 32, "steps": 2800, "batch": 64},
    "gpu": {"hidden": 512, "steps": 20000, "batch": 256},
}[RULES["size"]]


def main():
    data = start()
    x, y = data["x"], data["y"]
    config = {"family": "mlp", "sizes": [64, SIZES["hidden"], 10], "activation": "tanh"}
    model = build(config).to(DEVICE)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
    for step in range(SIZES["steps"]):
        rows = torch.randint(len(x), (SIZES["batch"],), device=DEVICE)
        with mixed():
            loss = F.cross_entropy(model(x[rows]), y[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 500 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    save(model, config)


if __name__ == "__main__":
    main()
