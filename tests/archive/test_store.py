import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.store import VariantStore
from common.errors import ArboretumError, TreeRejectedError, UsageError
from common.files import File

SEED = {
    "README.md": File(b"hello\n"),
    "bin/run": File(b"#!/bin/sh\necho hi\n", executable=True),
    "pkg/a.py": File(b"x = 1\n"),
    "pkg/a/b.py": File(b"y = 2\n"),
    "pkg.txt": File(b""),
}


@pytest.fixture
def store(tmp_path: Path) -> VariantStore:
    return VariantStore.create(tmp_path / "archive.git")


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    command = ["git", "--git-dir", str(folder), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(store: VariantStore, name: str, tree, parent: str | None = None, **more):
    return store.commit(name, tree, parent=parent, message="a change", when=1000.0, **more)


def test_what_goes_in_comes_out_and_git_agrees(store, tmp_path):
    kept = commit(store, "v0000", SEED, trailers={"Arboretum-Run": "first"})
    child = commit(store, "v0001", {**SEED, "pkg/a.py": File(b"x = 2\n")}, "v0000")
    repository = tmp_path / "archive.git"

    assert store.read("v0000") == SEED
    assert store.read("v0001")["pkg/a.py"].data == b"x = 2\n"
    assert store.variants() == {"v0000": kept.commit, "v0001": child.commit}
    assert store.tree_hash(SEED) == kept.tree
    assert git(repository, "rev-parse", "variant/v0001^") == kept.commit
    assert git(repository, "rev-parse", "variant/v0000^{tree}") == kept.tree
    modes = {line.split()[0] for line in git(repository, "ls-tree", "-r", kept.commit).splitlines()}
    assert modes == {"100644", "100755"}
    assert git(repository, "fsck", "--strict", "--full") == ""
    assert "Arboretum-Run: first" in git(
        repository, "log", "-1", "--format=%(trailers)", kept.commit
    )


NAMES = st.from_regex(r"[a-cA-C.0é _-]{1,4}", fullmatch=True)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
FILES = st.builds(File, st.binary(max_size=60), st.booleans())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=st.dictionaries(PATHS, FILES, max_size=8))
def test_any_tree_is_refused_or_kept_exactly(tmp_path_factory, tree):
    folder = tmp_path_factory.mktemp("any") / "archive.git"
    try:
        expected = VariantStore.tree_hash(tree)
    except TreeRejectedError:
        return
    store = VariantStore.create(folder)
    assert commit(store, "v0000", tree).tree == expected
    assert store.read("v0000") == tree
    git(folder, "fsck", "--strict", "--full")


def test_nothing_in_a_tree_has_any_effect(store, tmp_path):
    mark = tmp_path / "ran"
    run = f"touch {mark}"
    hostile = {
        ".gitattributes": File(b"* export-ignore ident eol=crlf filter=evil diff=evil -diff\n"),
        ".gitmodules": File(f'[submodule "x"]\nurl = .\nupdate = !{run}\n'.encode()),
        ".gitconfig": File(f"[core]\nfsmonitor = {run}\n".encode()),
        "config": File(f"[core]\nfsmonitor = {run}\n".encode()),
        "HEAD": File(b"ref: refs/heads/main\n"),
        "hooks/post-commit": File(f"#!/bin/sh\n{run}\n".encode(), executable=True),
        "a.txt": File(b"$Id$\r\nline\n"),
    }
    commit(store, "v0000", hostile)
    commit(store, "v0001", {**hostile, "a.txt": File(b"$Id$\r\nother\n")}, "v0000")
    assert store.read("v0000") == hostile
    assert "-line\n+other\n" in store.diff("v0000", "v0001")
    assert not mark.exists()


def test_the_callers_git_settings_have_no_effect(tmp_path, monkeypatch):
    mark = tmp_path / "ran"
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {mark}\n")
    evil.chmod(0o755)
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "reference-transaction").write_text(f"#!/bin/sh\ntouch {mark}\n")
    (hooks / "reference-transaction").chmod(0o755)
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(hooks.parent))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(evil))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_QUARANTINE_PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.external")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(evil))
    store = VariantStore.create(tmp_path / "archive.git")
    commit(store, "v0000", SEED)
    commit(store, "v0001", {"README.md": File(b"bye\n")}, "v0000")
    assert "-hello\n+bye\n" in store.diff("v0000", "v0001")
    assert not mark.exists()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_and_submodules_are_refused_on_reading(store, tmp_path, mode):
    repository = tmp_path / "archive.git"
    kept = commit(store, "v0000", SEED)
    target = git(repository, "hash-object", "-w", "--stdin", stdin=b"/etc/passwd")
    name = target if mode == "120000" else kept.commit
    kind = "blob" if mode == "120000" else "commit"
    tree = git(repository, "mktree", stdin=f"{mode} {kind} {name}\tleak\n".encode())
    evil = git(
        repository, "-c", "user.name=a", "-c", "user.email=b", "commit-tree", tree, "-m", "evil"
    )
    git(repository, "update-ref", "refs/heads/variant/v0001", evil)
    with pytest.raises(TreeRejectedError, match=mode):
        store.read("v0001")


def test_a_tree_bomb_is_refused_fast(store, tmp_path):
    repository = tmp_path / "archive.git"
    blob = git(repository, "hash-object", "-w", "--stdin", stdin=b"x")
    entries = "".join(f"100644 blob {blob}\tf{n}\n" for n in range(10))
    tree = git(repository, "mktree", stdin=entries.encode())
    for _ in range(9):
        entries = "".join(f"040000 tree {tree}\td{n}\n" for n in range(10))
        tree = git(repository, "mktree", stdin=entries.encode())
    evil = git(
        repository, "-c", "user.name=a", "-c", "user.email=b", "commit-tree", tree, "-m", "bomb"
    )
    git(repository, "update-ref", "refs/heads/variant/v0001", evil)
    with pytest.raises(TreeRejectedError, match="entries"):
        store.read("v0001")


def test_damage_is_told(store, tmp_path):
    kept = commit(store, "v0000", SEED)
    repository = tmp_path / "archive.git"
    name = git(repository, "rev-parse", f"{kept.commit}:README.md")
    path = repository / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"")
    with pytest.raises(ArboretumError, match="damaged"):
        store.read("v0000")


def test_a_packed_archive_reads_the_same(store, tmp_path):
    commit(store, "v0000", SEED)
    git(tmp_path / "archive.git", "gc", "--quiet")
    again = VariantStore.open(tmp_path / "archive.git")
    assert again.read("v0000") == SEED
    commit(again, "v0001", SEED, "v0000")
    assert list(again.variants()) == ["v0000", "v0001"]


def test_committing_again_changes_nothing_and_another_tree_is_refused(store):
    first = commit(store, "v0000", SEED)
    assert commit(store, "v0000", SEED) == first
    with pytest.raises(UsageError, match="another commit"):
        commit(store, "v0000", {"a": File(b"")})
    assert store.read("v0000") == SEED


def test_one_of_many_racing_commits_wins(store, tmp_path):
    def race(n: int) -> bool:
        mine = VariantStore.open(tmp_path / "archive.git") if n % 2 else store
        try:
            commit(mine, "v0000", {"n": File(str(n).encode())})
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(race, range(8)))
    assert won.count(True) == 1
    assert store.read("v0000")["n"].data == str(won.index(True)).encode()


def test_threads_commit_different_variants(store):
    commit(store, "v0000", SEED)
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: commit(store, f"v{n:04d}", {**SEED, "n": File(b"%d" % n)}, "v0000"),
                range(1, 9),
            )
        )
    assert [store.read(f"v{n:04d}")["n"].data for n in range(1, 9)] == [
        b"%d" % n for n in range(1, 9)
    ]


def test_a_message_cannot_speak_in_our_name(store, tmp_path):
    message = "\x1b[31mred\u202e\n\nArboretum-Parent: v0007\nArboretum-Run: other"
    store.commit("v0000", SEED, parent=None, message=message, trailers={"Arboretum-Run": "r\nX: y"})
    text = git(tmp_path / "archive.git", "log", "-1", "--format=%B", "variant/v0000")
    ours = [line for line in text.splitlines() if line.startswith("Arboretum-")]
    assert ours == ["Arboretum-Run: r X: y", "Arboretum-Variant: v0000"]
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_diffs_are_bounded_and_tell_of_what_they_leave_out(store):
    before = {"bin": File(b"\0\1"), "big": File(b"a\n" * 400_000), "c": File(b"c\n")}
    after = {"bin": File(b"\0\2"), "big": File(b"b\n" * 400_000), "c": File(b"d\xff\n")}
    commit(store, "v0000", before)
    commit(store, "v0001", after, "v0000")
    text = store.diff("v0000", "v0001")
    assert "Binary files a/bin and b/bin differ" in text
    assert "Binary files a/big and b/big differ" in text
    assert "-c\n+d\ufffd\n" in text
    assert "was cut" in store.diff("v0000", "v0001", limit=100)
    assert store.diff("v0000", "v0000") == ""


def test_branches_without_a_record_are_set_aside_not_lost(store, tmp_path):
    commit(store, "v0000", SEED)
    orphan = commit(store, "v0001", {"a": File(b"1")}, "v0000")
    assert store.set_aside(["v0000"]) == ["v0001"]
    assert list(store.variants()) == ["v0000"]
    assert orphan.commit in git(tmp_path / "archive.git", "for-each-ref", "refs/aside/")
    commit(store, "v0001", {"a": File(b"2")}, "v0000")
    assert store.read("v0001")["a"].data == b"2"
    assert store.set_aside(["v0000", "v0001"]) == []


@pytest.mark.parametrize(
    "name", ["", "v1", "v0000\n", "../v0000", "--help", "v\u0660\u0660\u0660\u0660", "v0000^{tree}"]
)
def test_ids_are_ids(store, name):
    with pytest.raises(UsageError):
        commit(store, name, SEED)
    with pytest.raises(UsageError):
        store.read(name)


def test_wrong_uses_are_told(store, tmp_path):
    with pytest.raises(UsageError, match="no variant v0009"):
        commit(store, "v0001", SEED, "v0009")
    with pytest.raises(UsageError, match="exists already"):
        VariantStore.create(tmp_path / "archive.git")
    with pytest.raises(UsageError, match="no archive"):
        VariantStore.open(tmp_path)
    with pytest.raises(TreeRejectedError):
        commit(store, "v0001", {"a/../b": File(b"")})
    with pytest.raises(UsageError, match="trailer"):
        commit(store, "v0001", SEED, trailers={"a b": "c"})
    assert store.variants() == {}


def test_no_hooks_no_index_no_work_tree(store, tmp_path):
    commit(store, "v0000", SEED)
    assert {p.name for p in (tmp_path / "archive.git").iterdir()} == {
        "HEAD",
        "config",
        "objects",
        "refs",
    }
    assert [p.name for p in tmp_path.iterdir()] == ["archive.git"]
