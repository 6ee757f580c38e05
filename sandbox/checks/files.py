"""Files go in and come out as they are, and nothing else comes out."""

from __future__ import annotations

from common.errors import MachineryError, TreeRejectedError
from common.files import File, TreeLimits
from sandbox.checks.ground import Ground
from sandbox.checks.model import checks, expect, expect_error, expect_same


def put_then_get(ground: Ground) -> None:
    """What is put into a box comes out the same: bytes, names, executable bits."""
    tree = {
        "plain.txt": File(b"a line\n"),
        "empty": File(b""),
        "every/byte/there is.bin": File(bytes(range(256)) * 40),
        "run.sh": File(b"#!/bin/sh\n", executable=True),
        "d/\u00e9\u4e2d.txt": File("\u00e9".encode()),
        "-rf": File(b"a name that looks like an option"),
    }
    ground.box.put(tree, "/workspace/trip")
    expect_same(ground.box.get("/workspace/trip"), tree)


def put_large(ground: Ground) -> None:
    """A file of 2 MB goes in and out whole."""
    tree = {"large.bin": File(bytes(n * n % 251 for n in range(2048)) * 1000)}
    ground.box.put(tree, "/workspace/large")
    expect(ground.box.get("/workspace/large") == tree, "other bytes")
    ground.sh("rm -r /workspace/large")


def put_makes_folders(ground: Ground) -> None:
    """Folders that are missing are made on the way in."""
    ground.box.put({"b/c": File(b"x")}, "/tmp/made/on/the/way")  # noqa: S108
    expect_same(ground.sh("cat /tmp/made/on/the/way/b/c"), "x")


def put_replaces(ground: Ground) -> None:
    """A file that is there already is replaced, and the others stay."""
    ground.box.put({"one": File(b"1" * 99), "two": File(b"2")}, "/workspace/again")
    ground.box.put({"one": File(b"new")}, "/workspace/again")
    expect_same(ground.sh("cat /workspace/again/one /workspace/again/two"), "new2")


def put_belongs_to_the_box(ground: Ground) -> None:
    """What is put into a box belongs to the user of its commands, who can change it."""
    ground.box.put({"mine": File(b"x")}, "/workspace/owner")
    found = ground.sh("cd /workspace/owner && find mine -printf '%U:%G' && echo >> mine")
    expect_same(found, "10001:10001")


def put_elsewhere_fails(ground: Ground) -> None:
    """Files cannot be put where the box may not write."""
    with expect_error(MachineryError, "could not be put"):
        ground.box.put({"x": File(b"x")}, "/etc/arboretum")


def get_leaves_caches_out(ground: Ground) -> None:
    """Python's caches stay in the box."""
    ground.sh("mkdir -p /workspace/c/__pycache__; cd /workspace/c; touch __pycache__/x.pyc a")
    expect_same(set(ground.box.get("/workspace/c")), {"a"})


def get_refuses_links(ground: Ground) -> None:
    """A symbolic link does not come out, nor what it points to."""
    _refused(ground, "ln -s /etc/passwd leak")
    _refused(ground, "ln -s / up; touch a")


def get_refuses_hard_links(ground: Ground) -> None:
    """A hard link does not come out."""
    _refused(ground, "touch a; ln a b")


def get_refuses_devices(ground: Ground) -> None:
    """A pipe or a socket does not come out, and does not make the reader wait."""
    _refused(ground, "mkfifo pipe")


def get_refuses_git(ground: Ground) -> None:
    """A folder of git's does not come out."""
    _refused(ground, "mkdir .git; touch .git/config")


def get_refuses_hostile_names(ground: Ground) -> None:
    """Names with control characters, colons, backslashes or a twin in another case stay in."""
    for name in (r"$'a\tb'", r"$'\e[2Jx'", "a:b", r"'a\b'"):
        _refused(ground, f"touch {name}")
    _refused(ground, "touch same SAME")


def get_refuses_a_large_file(ground: Ground) -> None:
    """A file beyond the bounds does not come out."""
    _refused(ground, "head -c 3000000 /dev/zero > large")


def get_refuses_sparse_files(ground: Ground) -> None:
    """Files that are large on paper only do not come out."""
    _refused(ground, "for n in $(seq 60); do truncate -s 2M f$n; done")


def get_refuses_too_many(ground: Ground) -> None:
    """More files than asked for do not come out."""
    ground.box.put({f"f{n}": File(b"x") for n in range(5)}, "/workspace/five")
    with expect_error(TreeRejectedError, "more than the 4 files"):
        ground.box.get("/workspace/five", TreeLimits(files=4))


def get_refuses_a_deep_tree(ground: Ground) -> None:
    """A path of hundreds of folders does not come out."""
    _refused(ground, "mkdir -p $(seq -s / 400) && touch $(seq -s / 400)/x")


def get_refuses_the_unreadable(ground: Ground) -> None:
    """A file that cannot be read is a refusal, not a hole in the tree."""
    _refused(ground, "touch a; chmod 000 a")


def get_names_what_is_missing(ground: Ground) -> None:
    """A folder that is not there is said."""
    with expect_error(TreeRejectedError, "No such file"):
        ground.box.get("/workspace/nowhere")


def _refused(ground: Ground, make: str) -> None:
    ground.sh(f"mkdir /workspace/bad; cd /workspace/bad; {make}")
    try:
        with expect_error(TreeRejectedError):
            ground.box.get("/workspace/bad")
    finally:
        ground.sh("chmod -R u+rw /workspace/bad; rm -rf /workspace/bad")


CHECKS = checks(
    "files",
    put_then_get,
    put_large,
    put_makes_folders,
    put_replaces,
    put_belongs_to_the_box,
    put_elsewhere_fails,
    get_leaves_caches_out,
    get_refuses_links,
    get_refuses_hard_links,
    get_refuses_devices,
    get_refuses_git,
    get_refuses_hostile_names,
    get_refuses_a_large_file,
    get_refuses_sparse_files,
    get_refuses_too_many,
    get_refuses_a_deep_tree,
    get_refuses_the_unreadable,
    get_names_what_is_missing,
)
