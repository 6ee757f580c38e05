"""What the overseer costs: ``python -m bench.overseer``.

It looks at busy boxes that have a few processes each, and prints the processor time of a look and
the share of one core that its usual interval makes of it.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from tempfile import TemporaryDirectory

from archive.ledger import Ledger
from bench.busy import BusyModel
from common.errors import ArboretumError
from evolution.machinery import Machinery
from evolution.overseer.config import OverseerConfig
from evolution.overseer.watch import Overseer, Powers
from evolution.roster import Roster
from gateway.gateway import Gateway
from sandbox.api import Box, BoxSpec
from sandbox.docker import DockerSandbox
from sandbox.usage import DockerMeter

_RUN = "bench-overseer"
_LOOKS = 50
_BUSY = "for n in 1 2 3; do sh -c 'while :; do :; done' & done; wait"


def keep_busy(box: Box) -> None:
    """Run a few processes in a box until it is killed."""
    try:
        box.exec(["sh", "-c", _BUSY], timeout=600)
    except ArboretumError:
        return


def measure(sandbox: DockerSandbox, boxes: int) -> float:
    """Return the seconds of processor time of one look at so many boxes."""
    roster = Roster()
    spec = BoxSpec(_RUN, "v0000", "solve")
    for _ in range(boxes):
        box = sandbox.start(spec)
        roster.add(box.id, spec)
        threading.Thread(target=keep_busy, args=(box,), daemon=True).start()
    time.sleep(1)
    with TemporaryDirectory() as place, Ledger(f"{place}/ledger.db") as ledger:
        machinery = Machinery(sandbox, Gateway(BusyModel()), _RUN)
        powers = Powers(ledger, lambda label, _: label, lambda *_: None)
        overseer = Overseer(roster, machinery, DockerMeter(), OverseerConfig(), powers)
        overseer.look()
        began = time.thread_time()
        for _ in range(_LOOKS):
            overseer.look()
        spent = (time.thread_time() - began) / _LOOKS
    assert len(roster.boxes()) == boxes, "a box ended while it was looked at"
    sandbox.kill(_RUN)
    return spent


def main() -> int:
    """Run the measurement."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    sandbox, interval = DockerSandbox(), OverseerConfig().interval_seconds
    print(f"{'boxes':>6}{'ms a look':>12}{'of a core':>12}")
    try:
        for boxes in (1, 2, 4, 8):
            spent = measure(sandbox, boxes)
            print(f"{boxes:>6}{spent * 1000:>12.2f}{spent / interval:>12.2%}", flush=True)
    finally:
        sandbox.kill_own()
    return 0


if __name__ == "__main__":
    sys.exit(main())
