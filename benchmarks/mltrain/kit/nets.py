"""The model families that are measured, and the one way to save weights.

The grader builds the network itself, from its own copy of this file and the configuration saved
with the weights. Changes to your copy are not used there.
"""

import json
import math

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "gelu": nn.GELU}
BOUNDS = {"depth": 16, "width": 4096, "context": 1024}


class Mlp(nn.Module):
    """Linear layers with an activation between them; with two sizes it is a linear model."""

    def __init__(self, sizes, activation="relu"):
        super().__init__()
        layers = []
        for below, above in zip(sizes, sizes[1:]):
            layers += [nn.Linear(below, above), ACTIVATIONS[activation]()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.layers(x.flatten(1))


class Cnn(nn.Module):
    """3x3 convolutions with ReLU, each followed by 2x2 max pooling while the image allows it."""

    def __init__(self, side, channels, hidden, outputs):
        super().__init__()
        convolutions, before = [], 1
        for after in channels:
            convolutions += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]
            if side >= 4:
                convolutions.append(nn.MaxPool2d(2))
                side //= 2
            before = after
        self.body = nn.Sequential(*convolutions)
        self.head = Mlp([before * side * side, hidden, outputs])

    def forward(self, x):
        return self.head(self.body(x.unsqueeze(1)))


class Block(nn.Module):
    """Causal attention and a feed-forward layer, each on normalised input and added to it."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        split = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class CharLm(nn.Module):
    """A transformer over characters; input and output embedding are one matrix."""

    def __init__(self, vocabulary, context, width, layers, heads):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.place = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        for table in (self.token, self.place):
            nn.init.normal_(table.weight, std=1 / math.sqrt(width))

    def forward(self, ids):
        x = self.token(ids) + self.place.weight[: ids.shape[1]]
        return self.norm(self.blocks(x)) @ self.token.weight.T


def build(config):
    """Return a fresh network.

    Args:
        config: ``{"family": "mlp", "sizes": [64, 32, 10], "activation": "relu"}``,
            ``{"family": "cnn", "side": 8, "channels": [8, 16], "hidden": 32, "outputs": 10}`` or
            ``{"family": "charlm", "vocabulary": 64, "context": 64, "width": 48, "layers": 2,
            "heads": 4}``.

    Raises:
        ValueError: It is no such configuration, or one beyond all bounds.
    """
    families = {"mlp": Mlp, "cnn": Cnn, "charlm": CharLm}
    given = dict(config)
    family = given.pop("family", None)
    if family not in families:
        raise ValueError(f"the family is none of {', '.join(families)}")
    for name, value in given.items():
        _check(name, value)
    if family == "charlm" and given.get("width", 0) % given.get("heads", 1):
        raise ValueError("the width is no multiple of the heads")
    try:
        return families[family](**given)
    except TypeError:
        raise ValueError(f"these settings do not make a {family}: {sorted(given)}") from None


def _check(name, value):
    if name == "activation":
        if value not in ACTIVATIONS:
            raise ValueError(f"the activation is none of {', '.join(ACTIVATIONS)}")
        return
    values = value if name in {"sizes", "channels"} else [value]
    shortest = {"sizes": 2}.get(name, 1)
    most = BOUNDS.get(name, BOUNDS["depth"] if name == "layers" else BOUNDS["width"])
    if not isinstance(values, list) or not shortest <= len(values) <= BOUNDS["depth"]:
        raise ValueError(f"{name} has no fitting length")
    if not all(type(number) is int and 1 <= number <= most for number in values):
        raise ValueError(f"{name} holds something else than numbers from 1 to {most}")


def count(config):
    """Return how many parameters a network of this configuration has; none is allocated."""
    with torch.device("meta"):
        return sum(tensor.numel() for tensor in build(config).state_dict().values())


def save(model, config, path="model.safetensors"):
    """Write weights and configuration to the one file that is graded."""
    state = {k: v.detach().float().cpu().contiguous() for k, v in model.state_dict().items()}
    save_file(state, path, {"config": json.dumps(config)})
