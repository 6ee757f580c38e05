"""What a set of weights is worth on data it was not trained on.

The grader runs its own copy of this file in a box without any of your code.
Usage: python3 measure.py < job.json
"""

import json
import sys

import numpy as np
import pole
import torch
from nets import build, count
from safetensors import safe_open
from torch.nn import functional as F

CONFIG_BYTES = 4096


class Refused(Exception):
    """The weights are not what may be measured."""


def load(path, rules):
    """Return the network of a weights file.

    Args:
        path: The file.
        rules: ``families`` that may be used, the most ``parameters``, and what of a configuration
            is ``fixed`` by the data: numbers of inputs and outputs.

    Raises:
        Refused: It breaks a rule.
    """
    try:
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get("config", "")
            tensors = {name: file.get_tensor(name) for name in file.keys()}
    except Exception as error:
        raise Refused(f"model.safetensors cannot be read: {error}") from None
    if not 0 < len(text) <= CONFIG_BYTES:
        raise Refused("model.safetensors carries no configuration of at most 4 kB")
    try:
        config = json.loads(text)
        check_fixed(config, rules)
        parameters = count(config)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"the configuration is refused: {error}") from None
    if parameters > rules["parameters"]:
        raise Refused(f"the model has {parameters} parameters; {rules['parameters']} are allowed")
    net = build(config)
    wanted = net.state_dict()
    if {k: v.shape for k, v in tensors.items()} != {k: v.shape for k, v in wanted.items()}:
        raise Refused("the weights do not fit the configuration")
    if not all(v.dtype == torch.float32 and bool(v.isfinite().all()) for v in tensors.values()):
        raise Refused("a weight is no finite float32 number")
    net.load_state_dict(tensors)
    return net.eval(), config


def check_fixed(config, rules):
    family = config["family"]
    if family not in rules["families"]:
        raise ValueError(f"the family {family!r} is not one of {rules['families']}")
    ends = {"inputs": config["sizes"][0], "outputs": config["sizes"][-1]} if family == "mlp" else {
        **config, "inputs": config.get("side", 0) ** 2}
    for name, value in rules["fixed"].items():
        if ends.get(name) != value:
            raise ValueError(f"{name} is not {value}")


def accuracy(net, config, data):
    """Return the share of images put into the right class."""
    told = net(torch.from_numpy(data["x"])).argmax(1)
    return (told == torch.from_numpy(data["y"])).float().mean().item()


def r2(net, config, data):
    """Return the share of the target's variance that is explained; below 0 is worse than none."""
    y = torch.from_numpy(data["y"])
    left = ((net(torch.from_numpy(data["x"])).squeeze(1) - y) ** 2).sum()
    return max(-1.0, (1 - left / ((y - y.mean()) ** 2).sum()).item())


def loss(net, config, data):
    """Return the mean cross-entropy of the next character, in nats, over consecutive windows."""
    ids = torch.from_numpy(data["ids"].astype(np.int64))
    size = config["context"]
    windows = ids[: (len(ids) - 1) // size * size + 1]
    x, y = windows[:-1].view(-1, size), windows[1:].view(-1, size)
    total = 0.0
    for start in range(0, len(x), 64):
        told = net(x[start : start + 64])
        total += F.cross_entropy(told.flatten(0, 1), y[start : start + 64].flatten(),
                                 reduction="sum").item()
    return total / y.numel()


def balance(net, config, data):
    """Return the mean share of the longest time that the pole stays up."""
    state = data["starts"]
    up, kept = np.ones(len(state), bool), np.zeros(len(state))
    steps = int(data["steps"])
    for _ in range(steps):
        seen = torch.from_numpy((state @ data["mixing"]).astype(np.float32))
        push = np.where(net(seen).argmax(1).numpy() == int(data["flip"]), 1.0, -1.0)
        state = pole.move(state, push, data["world"])
        up &= pole.stands(state)
        kept += up
    return float(kept.mean() / steps)


MEASURES = {"accuracy": accuracy, "r2": r2, "loss": loss, "balance": balance}


def score(weights, data, rules):
    """Return the score of a weights file on the data of another file.

    Raises:
        Refused: The weights may not be measured.
    """
    net, config = load(weights, rules)
    with np.load(data, allow_pickle=False) as arrays, torch.no_grad():
        return MEASURES[rules["measure"]](net, config, dict(arrays))


def main():
    torch.set_num_threads(1)
    job = json.load(sys.stdin)
    told = []
    for weights, data in job["runs"]:
        try:
            told.append({"score": score(weights, data, job["rules"])})
        except Refused as error:
            told.append({"refused": str(error)})
    print(json.dumps(told))


if __name__ == "__main__":
    main()
