"""Learn to keep a pole upright from what random pushes did: Q-learning on stored steps."""

import torch
from given import DEVICE, RULES, mixed, start
from nets import build, save
from torch.nn import functional as F

SIZES = {
    "cpu": {"hidden": 32, "steps": 2500, "batch": 64},
    "gpu": {"hidden": 512, "steps": 20000, "batch": 1024},
}[RULES["size"]]
DISCOUNT = 0.5


def main():
    data = start()
    config = {"family": "mlp", "sizes": [4, SIZES["hidden"], 2], "activation": "tanh"}
    model = build(config).to(DEVICE)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
    for step in range(SIZES["steps"]):
        rows = torch.randint(len(data["seen"]), (SIZES["batch"],), device=DEVICE)
        with mixed():
            with torch.no_grad():
                later = model(data["then"][rows]).max(1).values
            aim = 1 + DISCOUNT * later * ~data["fell"][rows]
            value = model(data["seen"][rows]).gather(1, data["action"][rows, None]).squeeze(1)
            loss = F.mse_loss(value, aim)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 500 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    save(model, config)


if __name__ == "__main__":
    main()
