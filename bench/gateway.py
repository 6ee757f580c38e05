"""What the gateway adds to a model call, against a bare HTTP call on loopback in the same box.

    python -m bench.gateway [--calls N] [--json]

In one box, the same client asks in turn a small HTTP server that runs in the box and answers at
once, and the gateway through the relay, behind which a scripted model answers at once. The
difference of the medians is the relay, the exec stream, the checks, the budget and the record.
A prompt is a conversation of which the last turn is new; of a ``fresh`` one every turn is.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from common.files import File
from gateway.api import NO_CAPS
from gateway.gateway import Gateway, Session
from gateway.relay import RELAY_COMMAND, RELAY_PORT, relay_source
from gateway.scripted import ScriptedModel
from sandbox.api import Box, BoxSpec
from sandbox.docker import DockerSandbox
from sandbox.image import ensure_base_image

SIZES = (1_000, 50_000, 200_000)
"""Bytes of the prompt, about."""
BARE_PORT = 8090


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="The gateway's overhead per call.")
    parser.add_argument("--calls", type=int, default=100, help="calls of each kind (100)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    rows = measure(arguments.calls)
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print(
        f"{'prompt':>8} {'kind':<9}{'bare ms':>9}{'gateway ms':>12}{'overhead ms':>13}{'ratio':>7}"
    )
    for row in rows:
        bare, whole = row["bare_ms"], row["gateway_ms"]
        print(
            f"{row['bytes']:>8} {row['kind']:<9}{bare:>9.2f}{whole:>12.2f}"
            f"{whole - bare:>13.2f}{whole / bare:>7.1f}"
        )


def measure(calls: int) -> list[dict[str, Any]]:
    """Return the medians in milliseconds for every size: plain, streamed and fresh."""
    ensure_base_image()
    sandbox = DockerSandbox()
    spec = BoxSpec(run="bench-gateway", variant="v0000", role="bench")
    box = sandbox.start(spec)
    try:
        with tempfile.TemporaryDirectory() as folder:
            gateway = Gateway(ScriptedModel(["An answer of a few words."]))
            transcript = Path(folder) / "bench.json"
            session = gateway.open(label="bench", caps=NO_CAPS, transcript=transcript)
            try:
                return _in_box(box, session, calls)
            finally:
                session.close()
    finally:
        box.kill()


def _in_box(box: Box, session: Session, calls: int) -> list[dict[str, Any]]:
    script = Path(__file__).with_name("gateway_box.py").read_bytes()
    box.put({"relay.py": File(relay_source()), "bench.py": File(script)}, "/opt")
    session.serve(box.stream(RELAY_COMMAND))
    session.wait_ready(30)
    ports = [str(BARE_PORT), str(RELAY_PORT)]
    argv = ["python3", "-I", "/opt/bench.py", *ports, session.token, str(calls)]
    done = box.exec([*argv, *map(str, SIZES)], timeout=600)
    if done.exit_code != 0:
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


if __name__ == "__main__":
    main()
