"""Predict the progression of diabetes: a linear model, its shrinkage chosen by cross-validation."""

import torch
from given import start
from nets import build, save

SHRINK = (1.0, 3.0, 10.0, 30.0, 100.0)
FOLDS = 10


def ridge(x, y, shrink):
    """Return weights and offset of ridge regression."""
    middle, height = x.mean(0), y.mean()
    centred = x - middle
    weights = torch.linalg.solve(
        centred.T @ centred + shrink * torch.eye(x.shape[1], device=x.device),
        centred.T @ (y - height),
    )
    return weights, height - middle @ weights


def error(x, y, shrink):
    """Return the squared error on rows that were left out."""
    total, fold = 0.0, torch.arange(len(x), device=x.device) % FOLDS
    for out in range(FOLDS):
        weights, offset = ridge(x[fold != out], y[fold != out], shrink)
        total += ((x[fold == out] @ weights + offset - y[fold == out]) ** 2).sum().item()
    return total


def main():
    data = start()
    x, y = data["x"], data["y"]
    best = min(SHRINK, key=lambda shrink: error(x, y, shrink))
    weights, offset = ridge(x, y, best)
    config = {"family": "mlp", "sizes": [10, 1]}
    model = build(config)
    with torch.no_grad():
        model.layers[0].weight.copy_(weights[None])
        model.layers[0].bias.fill_(offset)
    save(model, config)


if __name__ == "__main__":
    main()
