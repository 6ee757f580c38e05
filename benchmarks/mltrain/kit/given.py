"""What a training is given: its data, its rules, its seed."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

RULES = json.loads(Path("data/task.json").read_text())
"""What is measured, how many parameters and seconds are allowed, and the size: cpu or gpu."""
DEVICE = torch.device("cuda" if RULES["size"] == "gpu" else "cpu")


def start():
    """Seed torch by ``--seed`` and return the arrays of ``data/train.npz`` as tensors."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    torch.manual_seed(parser.parse_args().seed)
    if RULES["size"] == "cpu":
        torch.set_num_threads(1)
    with np.load("data/train.npz", allow_pickle=False) as arrays:
        return {name: torch.from_numpy(arrays[name]).to(DEVICE) for name in arrays}


def mixed():
    """Return the context in which a forward pass computes in bfloat16 on a GPU."""
    return torch.autocast(DEVICE.type, torch.bfloat16, enabled=DEVICE.type == "cuda")
