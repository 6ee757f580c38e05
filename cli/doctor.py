"""``doctor``: what this machine can do, and how to fix what it cannot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import Json, Runs, SandboxOption, echo_json
from common.environment import without_secrets

_KEYS = (
    "ANTHROPIC_API_KEY",
    "AZURE_API_KEY",
    "DEEPSEEK_API_KEY",
    "GEMINI_API_KEY",
    "GROQ_API_KEY",
    "MISTRAL_API_KEY",
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "TOGETHERAI_API_KEY",
)

_RUNC_FIXED = ((1, 2, 8), (1, 3, 3))
"""The first releases without CVE-2025-31133, -52565 and -52881 (container escapes)."""

_DISK_GB = 2.0


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    state: str
    """"ok", "warn" or "missing"; missing means that a run cannot start."""
    text: str
    fix: str = ""


def doctor(
    prove_sandbox: Annotated[
        bool,
        typer.Option("--prove-sandbox", help="Try every promise of the boxes; about a minute."),
    ] = False,
    sandbox: SandboxOption = None,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Say what this machine can do, and how to fix each thing that is missing."""
    if prove_sandbox:
        from cli.prove import prove_sandbox as prove

        prove(sandbox, as_json=as_json)
        return
    found = list(findings(runs))
    if as_json:
        echo_json([asdict(finding) for finding in found])
    else:
        for finding in found:
            typer.echo(f"{finding.state:<8}{finding.name:<12}{finding.text}")
            if finding.fix:
                typer.echo(f"{'':<20}fix: {finding.fix}")
    if any(finding.state == "missing" for finding in found):
        raise typer.Exit(3)


def findings(runs: Path | None) -> Iterator[Finding]:
    """Yield what there is to say of this machine, as soon as each is known."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", "ok", version)
    yield _git()
    yield from _engine()
    yield _bubblewrap()
    yield _gpu()
    places = [place for name in _KEYS for place in (name, f"{name}_FILE")]
    present = [place for place in places if os.environ.get(place)]
    yield Finding(
        "model keys",
        "ok",
        ", ".join(present) if present else "none set; the offline model needs none",
    )
    yield _disk(runs)


def _git() -> Finding:
    if shutil.which("git") is None:
        return Finding("git", "missing", "not found", "apt-get install git")
    done = subprocess.run(
        ["git", "--version"], capture_output=True, text=True, env=without_secrets(), check=False
    )
    return Finding("git", "ok", done.stdout.strip().removeprefix("git version "))


def _engine() -> Iterator[Finding]:
    """Report on the Docker engine, its runtimes and the base image."""
    from common.errors import ArboretumError
    from sandbox.engine import Engine

    try:
        engine = Engine()
        info, version = engine.api.info(), engine.api.version()
    except ArboretumError as error:
        yield Finding("engine", "missing", error.message, error.hint)
        return
    except OSError as error:
        yield Finding("engine", "missing", f"it does not answer: {error}", "restart the engine")
        return
    yield Finding("engine", "ok", f"Docker {version.get('Version', '?')}")
    yield _runc(version)
    yield _gvisor(info)
    yield from _limits(info)
    from sandbox.image import base_image_id

    image = base_image_id(engine)
    if image is None:
        yield Finding("base image", "warn", "not built yet; the first run builds it (about 40 s)")
    else:
        yield Finding("base image", "ok", image[:19])


def _runc(version: dict[str, Any]) -> Finding:
    """Warn about a container runtime with known ways out."""
    parts = version.get("Components") or []
    told = next((part.get("Version", "") for part in parts if part.get("Name") == "runc"), "")
    numbers = tuple(map(int, re.findall(r"\d+", told)[:3]))
    fixed = numbers >= _RUNC_FIXED[1] or _RUNC_FIXED[0] <= numbers < (1, 3, 0)
    if len(numbers) == 3 and fixed:
        return Finding("runc", "ok", told)
    return Finding(
        "runc",
        "warn",
        f"{told or 'unknown version'}; below 1.2.8 or 1.3.3 a box has known ways out",
        "upgrade runc, or register gVisor, before you run models you do not trust",
    )


def _gvisor(info: dict[str, Any]) -> Finding:
    from sandbox.gvisor import GVISOR, GVISOR_WEAKER

    if GVISOR in (info.get("Runtimes") or {}):
        return Finding(
            "gvisor",
            "ok",
            "runsc is registered, and boxes use it; prove it with --prove-sandbox"
            f" ({_not_promised(GVISOR_WEAKER)})",
        )
    return Finding(
        "gvisor",
        "warn",
        "not registered: boxes share the host's kernel",
        "as root on Debian or Ubuntu: scripts/gvisor",
    )


def _bubblewrap() -> Finding:
    """Report on the sandbox that needs no engine."""
    from sandbox.bubblewrap import BubblewrapSandbox
    from sandbox.rootfs import rootfs_folder

    if shutil.which("bwrap") is None:
        return Finding("bubblewrap", "ok", "not found; needed only where no engine can run")
    files = "the base image's files are there" if rootfs_folder().is_dir() else "no files yet"
    weaker = _not_promised(BubblewrapSandbox().not_promised)
    text = f"{files}; used only by name: --sandbox bubblewrap ({weaker})"
    return Finding("bubblewrap", "ok", text)


def _not_promised(weaker: Mapping[str, str]) -> str:
    return f"not promised: {', '.join(sorted(weaker))}; SAFETY.md says why"


def _limits(info: dict[str, Any]) -> Iterator[Finding]:
    """Report limits that the engine cannot enforce."""
    wanted = {"MemoryLimit": "memory", "PidsLimit": "processes", "CpuCfsQuota": "CPU"}
    absent = [word for key, word in wanted.items() if not info.get(key)]
    if absent:
        yield Finding(
            "limits",
            "warn",
            f"the engine cannot limit {', '.join(absent)}",
            "enable these cgroup controllers in the kernel",
        )


def _gpu() -> Finding:
    if shutil.which("nvidia-smi") is None:
        return Finding("gpu", "ok", "none found; none is needed")
    said = subprocess.run(
        ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"],
        capture_output=True,
        text=True,
        env=without_secrets(),
        check=False,
    )
    if said.returncode != 0:
        return Finding("gpu", "warn", "nvidia-smi fails", "check the driver")
    return Finding("gpu", "ok", "; ".join(said.stdout.strip().splitlines()))


def _disk(runs: Path | None) -> Finding:
    from evolution.run import runs_root

    root = runs_root(runs)
    there = next(path for path in (root, *root.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free / 1e9
    text = f"{free:.1f} GB free for runs in {root}"
    if free < _DISK_GB:
        return Finding("disk", "warn", text, "free some space, or set ARBORETUM_RUNS")
    return Finding("disk", "ok", text)
