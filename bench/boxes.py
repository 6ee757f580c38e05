"""What a box costs beside a bare ``docker run`` and ``docker exec``: ``python -m bench.boxes``.

Each round measures the peer and Arboretum's boxes one after the other, in random order, on the same
engine, image and runtime. A start counts until the first command's output has come; an exec from
the call to its exit code. bubblewrap is measured against Docker with runc. Medians and quartiles in
milliseconds; the ratio is the median of the rounds' own ratios.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable

from sandbox.api import Box, BoxSpec, Sandbox
from sandbox.choose import open_sandbox
from sandbox.image import ensure_base_image

KINDS = ("docker-runc", "docker-gvisor", "bubblewrap")
RUN = f"bench-{secrets.token_hex(4)}"


def bare_start(image: str, runtime: str) -> float:
    """Return the seconds until a bare container's first command has said something."""
    name = f"{RUN}-{secrets.token_hex(4)}"
    command = ["docker", "run", "--name", name, "--network", "none", "--runtime", runtime]
    began = time.monotonic()
    with subprocess.Popen([*command, image, "echo", "x"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"x"
        seconds = time.monotonic() - began
    subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=True)
    return seconds


def our_start(sandbox: Sandbox) -> float:
    """Return the seconds until a box's first command has said something."""
    began = time.monotonic()
    box = sandbox.start(BoxSpec(RUN, "start", "probe"))
    assert box.exec(["echo", "x"], timeout=30).stdout == b"x\n"
    seconds = time.monotonic() - began
    box.kill()
    return seconds


def bare_exec(container: str) -> float:
    """Return the seconds of a bare exec."""
    began = time.monotonic()
    subprocess.run(["docker", "exec", container, "true"], check=True)
    return time.monotonic() - began


def our_exec(box: Box) -> float:
    """Return the seconds of a box's exec."""
    began = time.monotonic()
    assert box.exec(["true"], timeout=30).exit_code == 0
    return time.monotonic() - began


def measure(kind: str, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each round, by what was measured."""
    sandbox, image = open_sandbox(kind), ensure_base_image()
    runtime = "runsc" if kind == "docker-gvisor" else "runc"
    box = sandbox.start(BoxSpec(RUN, "exec", "probe"))
    idle = ["docker", "run", "-d", "--network", "none", "--runtime", runtime, image]
    peer = subprocess.run([*idle, "sleep", "900"], capture_output=True, text=True, check=True)
    container = peer.stdout.strip()
    work: dict[str, Callable[[], float]] = {
        "bare start": lambda: bare_start(image, runtime),
        "start": lambda: our_start(sandbox),
        "bare exec": lambda: bare_exec(container),
        "exec": lambda: our_exec(box),
    }
    found: dict[str, list[float]] = defaultdict(list)
    try:
        for number in range(rounds + 1):
            for what in random.sample(sorted(work), len(work)):
                seconds = work[what]()
                if number:  # The first round warms up.
                    found[what].append(seconds)
    finally:
        sandbox.kill(RUN)
        subprocess.run(["docker", "rm", "-f", container], capture_output=True, check=False)
    return found


def summary(found: dict[str, list[float]]) -> dict[str, object]:
    """Return medians, quartiles and ratios."""
    told: dict[str, object] = {}
    for what, seconds in found.items():
        low, middle, high = (round(1000 * q, 1) for q in statistics.quantiles(seconds, n=4))
        told[what] = {"median_ms": middle, "quartiles_ms": [low, high]}
    for what in ("start", "exec"):
        pairs = zip(found[what], found[f"bare {what}"], strict=True)
        told[f"{what} ratio"] = round(statistics.median(ours / bare for ours, bare in pairs), 3)
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("kinds", nargs="*", default=KINDS)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    for kind in given.kinds:
        print(json.dumps({"sandbox": kind, **summary(measure(kind, given.rounds))}, indent=2))


if __name__ == "__main__":
    main()
