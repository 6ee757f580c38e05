"""What a training is given: its data, its rules, its seed."""

import argparse
import atexit
import json
import resource
import time
from pathlib import Path

import numpy as np
import torch

RULES = json.loads(Path("data/task.json").read_text())
"""What is measured, how many parameters and seconds are allowed, and the size: cpu or gpu."""
DEVICE = torch.device("cuda" if RULES["size"] == "gpu" else "cpu")
COUNTED = {"steps": 0}


def start():
    """Seed torch by ``--seed`` and return the arrays of ``data/train.npz`` as tensors.

    At the program's end a line tells its steps, its seconds from here on, and the most memory that
    it had: of the GPU where there is one.
    """
    atexit.register(tell, time.monotonic())
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    torch.manual_seed(parser.parse_args().seed)
    if RULES["size"] == "cpu":
        torch.set_num_threads(1)
    with np.load("data/train.npz", allow_pickle=False) as arrays:
        return {name: torch.from_numpy(arrays[name]).to(DEVICE) for name in arrays}


def mixed():
    """Return the context in which a forward pass computes in bfloat16 on a GPU; each is a step."""
    COUNTED["steps"] += 1
    return torch.autocast(DEVICE.type, torch.bfloat16, enabled=DEVICE.type == "cuda")


def tell(began):
    """Print what the training took."""
    most = (torch.cuda.max_memory_allocated() / 1e6 if DEVICE.type == "cuda"
            else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
    seconds = time.monotonic() - began
    print(json.dumps({**COUNTED, "seconds": round(seconds, 3), "memory_mb": round(most, 1)}))
