"""Hostile folders: what comes out of a box, what is let into the archive, what git does with it."""

from __future__ import annotations

import gzip
import io
import re
import resource
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive.objects
import common.files
import evolution.admission
from archive.store import VariantStore
from common.errors import TreeRejectedError
from common.files import File, TreeLimits, changes, write_folder
from evolution.admission import refusal
from evolution.nursery import seed_tree
from sandbox.api import Box, BoxSpec, Limits, Sandbox
from sandbox.box import LinkedBox
from tests.attacks.attack import BREAKING, Attack, Report
from tests.attacks.conftest import RUN
from tests.attacks.trees import BOMBS, EDITS, LEFT

pytestmark = [pytest.mark.docker, pytest.mark.alone]
SEED = seed_tree()
BOUNDLESS = TreeLimits(files=1 << 20, file_bytes=1 << 30, total_bytes=1 << 30)


@pytest.fixture(scope="module")
def box(sandbox: Sandbox) -> Iterator[Box]:
    limits = Limits(memory_mb=512, disk_mb=256, file_mb=100)
    made = sandbox.start(BoxSpec(RUN, "v0001", "probe", limits=limits))
    yield made
    made.kill()


def _folder(box: Box, attack: Attack) -> str:
    """Let the attack work in a folder of its own and return it."""
    at = "/workspace/" + re.sub(r"\W", "-", attack.name)
    done = box.exec(["bash", "-c", f"mkdir -p {at}; cd {at}; {attack.script}"], timeout=30)
    assert done.exit_code == 0, done.stderr
    return at


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the checks of trees away, where the suite is to see that they matter."""
    if BREAKING:
        monkeypatch.setattr(common.files, "check_path", lambda path: path)
        monkeypatch.setattr(common.files, "check_tree", lambda tree, limits=None: None)
        monkeypatch.setattr(tarfile.TarInfo, "isreg", lambda self: True)
        monkeypatch.setattr(evolution.admission, "PROTECTED", ())
        monkeypatch.setattr(evolution.admission, "CHANGEABLE", ("*",))
        monkeypatch.setattr(evolution.admission, "ENTRY_POINT", "README.md")
        monkeypatch.setattr(evolution.admission, "check_tree", lambda tree, limits: None)
        monkeypatch.setattr(evolution.admission, "_is_binary", lambda data: False)
        ending = LinkedBox._ending
        tolerant = {2: 0}  # tar's word for what it could not read
        monkeypatch.setattr(
            LinkedBox, "_ending", lambda *given: tolerant.get(code := ending(*given), code)
        )


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("attack", LEFT, ids=lambda attack: attack.name)
def test_hostile_folders_stay_in_the_box(box: Box, report: Report, attack: Attack) -> None:
    folder = _folder(box, attack)
    if BREAKING:
        found = box.get(folder, BOUNDLESS)
        box.exec(["rm", "-rf", folder], timeout=30)
        assert found
        report.through(attack, f"{len(found)} files")
        return
    with pytest.raises(TreeRejectedError, match=attack.shows) as refused:
        box.get(folder)
    box.exec(["rm", "-rf", folder], timeout=30)
    report.held(attack, refused.value.message)


@pytest.mark.parametrize("attack", BOMBS, ids=lambda attack: attack.name)
def test_bombs_stay_packed(box: Box, report: Report, attack: Attack) -> None:
    folder = _folder(box, attack)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tree = box.get(folder)
    assert list(tree) == [attack.shows]
    if BREAKING:
        grown = _unpacked(tree[attack.shows].data)
        assert grown > 100 << 20
        report.through(attack, f"{grown >> 20} MiB once it is unpacked")
        return
    assert len(tree[attack.shows].data) < 1 << 20
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50 << 10
    report.held(attack, f"{len(tree[attack.shows].data)} bytes, as they were")


def _unpacked(data: bytes) -> int:
    """Return the bytes that an archive becomes."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(len(archive.read(name)) for name in archive.namelist())
    with gzip.open(io.BytesIO(data)) as stream:
        return sum(map(len, iter(lambda: stream.read(1 << 20), b"")))


def test_an_endless_archive_ends(box: Box, report: Report) -> None:
    """Sparse files make a tar far larger than the disk: the reader stops, and so does tar."""
    script = f"for n in $(seq {3 if BREAKING else 60}); do truncate -s 90M f$n; done"
    attack = Attack("endless tar", "never stop sending", script, "bounds on the stream")
    folder = _folder(box, attack)
    if BREAKING:
        sent = sum(len(file.data) for file in box.get(folder, BOUNDLESS).values())
        assert sent == 270 << 20
        report.through(attack, f"{sent >> 20} MiB from a box of 256")
        return
    with pytest.raises(TreeRejectedError) as refused:
        box.get(folder, TreeLimits(files=100, file_bytes=1 << 33, total_bytes=1 << 20))
    assert box.exec(["rm", "-rf", folder], timeout=30).exit_code == 0
    report.held(attack, refused.value.message)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("attack", EDITS, ids=lambda attack: attack.name)
def test_hostile_edits_are_not_let_in(box: Box, report: Report, attack: Attack) -> None:
    at = "/workspace/" + re.sub(r"\W", "-", attack.name)
    box.put(SEED, at)
    after = box.get(_folder(box, attack), TreeLimits(file_bytes=1 << 25))
    refused = refusal(after, changes(SEED, after))
    if BREAKING:
        assert refused == "", f"{attack.name} is refused all the same: {refused}"
        report.through(attack, "let in")
        return
    assert attack.shows in refused
    report.held(attack, refused)


GIT_PAYLOADS = {
    ".gitattributes": "* export-ignore ident eol=crlf filter=evil diff=evil\n",
    ".gitmodules": '[submodule "x"]\nurl = .\nupdate = !touch MARK\n',
    "bare/HEAD": "ref: refs/heads/main\n",
    "bare/config": "[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\n"
    "fsmonitor = touch MARK #\nhooksPath = hooks\n",
    "bare/refs/keep": "",
    "bare/objects/info/alternates": "/tmp\n",
    "bare/hooks/post-commit": "#!/bin/sh\ntouch MARK\n",
    "bare/hooks/reference-transaction": "#!/bin/sh\ntouch MARK\n",
    "a.txt": "$Id$\r\nline\n",
}


def test_git_runs_nothing_of_a_variant(box: Box, report: Report, tmp_path: Path) -> None:
    attack = Attack("git payloads", "run filters, hooks or fsmonitor", "", "no work tree, no index")
    mark = tmp_path / "owned"
    tree = {
        name: File(text.replace("MARK", str(mark)).encode(), name.startswith("bare/hooks"))
        for name, text in GIT_PAYLOADS.items()
    }
    box.put(tree, "/workspace/payloads")
    found = box.get("/workspace/payloads")
    assert found == tree
    if BREAKING:
        write_folder(found, tmp_path / "tree")
        subprocess.run(["git", "status"], cwd=tmp_path / "tree" / "bare", check=False)
        assert mark.exists()
        report.through(attack, "one git command in the written tree ran it")
        return
    store = VariantStore.create(tmp_path / "archive.git")
    store.commit("v0000", found, parent=None, message="Arboretum-Variant: v9999")
    store.commit("v0001", {**found, "a.txt": File(b"other\n")}, parent="v0000", message="\x1b[2J")
    assert store.read("v0000") == found
    assert "+other" in store.diff("v0000", "v0001")
    assert not mark.exists()
    report.held(attack, f"{len(found)} payloads kept byte for byte, none ran")


def test_a_git_bomb_is_refused(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attack = Attack("git bomb", "be ten thousand million files in one tree", "", "a bounded walk")
    folder = tmp_path / "archive.git"
    store = VariantStore.create(folder)
    store.commit("v0000", SEED, parent=None, message="seed")

    def git(*arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            ["git", "--git-dir", folder, "-c", "user.name=a", "-c", "user.email=b", *arguments],
            input=stdin.encode(),
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    inner, kind, mode = git("hash-object", "-w", "--stdin", stdin="x"), "blob", "100644"
    for _ in range(4 if BREAKING else 10):
        entries = "".join(f"{mode} {kind} {inner}\tf{n}\n" for n in range(10))
        inner, kind, mode = git("mktree", stdin=entries), "tree", "040000"
    git("update-ref", "refs/heads/variant/v0001", git("commit-tree", inner, "-m", "bomb"))
    if BREAKING:
        for module in (archive.objects, common.files):
            monkeypatch.setattr(module, "TreeLimits", lambda: BOUNDLESS)
        found = len(store.read("v0001"))
        assert found == 10_000
        report.through(attack, f"{found} files, of a smaller bomb")
        return
    with pytest.raises(TreeRejectedError) as refused:
        store.read("v0001")
    report.held(attack, refused.value.message)
