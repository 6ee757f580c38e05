"""What a variant may leave in its folder, each made by a shell script in a box."""

from __future__ import annotations

from tests.attacks.attack import Attack

_NAMES = "names are checked before anything is kept"
_KINDS = "regular files only"
_SIZES = "bounds hold before bytes are read"


def _left(name: str, tries: str, script: str, by: str, shows: str) -> Attack:
    return Attack(name, tries, script, by, shows)


LEFT = [
    _left("symlink", "make the host read its own files", "ln -s /etc/passwd a", _KINDS, "link"),
    _left("symlink to a folder", "make the host write elsewhere",
          "ln -s /tmp out; ln -s .. up", _KINDS, "link"),
    _left("hard link", "hand out one file twice", "echo x > a; ln a b", _KINDS, "link"),
    _left("fifo", "make the host wait for ever", "mkfifo a", _KINDS, "link or a device"),
    _left("git folder", "run hooks on the host",
          "mkdir -p .git/hooks; printf '#!/bin/sh\\ntouch /tmp/owned' > .git/hooks/post-checkout;"
          " chmod +x .git/hooks/post-checkout", _NAMES, "git's own folder"),
    _left("git folder in capitals", "the same where case is ignored", "mkdir .GIT; touch .GIT/a",
          _NAMES, "git's own folder"),
    _left("git folder by its short name", "the same on other systems", "mkdir git~1; touch git~1/a",
          _NAMES, "git's own folder"),
    _left("git file", "point git at a folder of its own", "echo 'gitdir: /tmp/x' > .git", _NAMES,
          "git's own folder"),
    _left("escape in a name", "drive a terminal by a file name",
          "touch \"$(printf 'a\\033]0;owned\\007')\"", _NAMES, "invisible character"),
    _left("line break in a name", "forge lines of a list", "touch \"$(printf 'a\\nb')\"", _NAMES,
          "invisible character"),
    _left("name that reads backwards", "look like another file",
          "touch \"$(printf 'a\\342\\200\\256yp.exe')\"", _NAMES, "invisible character"),
    _left("back slash", "climb on other systems", "touch 'a\\..\\b'", _NAMES, "not a plain"),
    _left("names that differ in case", "be two files here and one there",
          "touch README readme", _NAMES, "letter case"),
    _left("names that look the same", "be two files that nobody tells apart",
          "touch \"$(printf '\\303\\251')\" \"$(printf 'e\\314\\201')\"", _NAMES, "letter case"),
    _left("deep folders", "exhaust what walks through them",
          "python3 -c \"import os\nfor _ in range(130): os.mkdir('d'); os.chdir('d')\n"
          "open('a', 'w')\"", _NAMES, "not a plain"),
    _left("many files", "exhaust the host's inodes",
          "python3 -c \"for n in range(2500): open(str(n), 'w')\"", _SIZES, "more than the 2000"),
    _left("one large file", "fill the archive", "head -c 5000000 /dev/zero > a", _SIZES, "larger"),
    _left("sparse files", "be larger than any disk",
          "for n in 1 2 3; do truncate -s 50M f$n; done", _SIZES, "larger"),
    _left("unreadable file", "stop the reading", "echo x > a; chmod 000 a; echo y > b", _KINDS,
          "cannot be read"),
]  # fmt: skip

BOMBS = [
    _left("zip bomb", "grow when it is unpacked",
          "python3 -c \"import zipfile\nz = zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED)\n"
          "[z.writestr(str(n), bytes(40 << 20)) for n in range(12)]\nz.close()\"",
          "nothing is unpacked", "a.zip"),
    _left("tar bomb", "grow when it is unpacked",
          "head -c 400000000 /dev/zero | gzip -9 > a.tar.gz", "nothing is unpacked", "a.tar.gz"),
]  # fmt: skip

_PROTECTED = "names that tools obey are protected"

EDITS = [
    _left("conftest in the agent", "run on the operator's machine",
          "touch coding_agent/conftest.py", _PROTECTED, "protected"),
    _left("start-up module", "run in every interpreter", "touch coding_agent/sitecustomize.py",
          _PROTECTED, "protected"),
    _left("path file", "run in every interpreter", "echo 'import os' > coding_agent/x.pth",
          _PROTECTED, "protected"),
    _left("makefile", "run when somebody types make", "echo 'all:; touch owned' > Makefile",
          _PROTECTED, "protected"),
    _left("git attributes", "run filters on the host", "echo '* filter=evil' > .gitattributes",
          _PROTECTED, "protected"),
    _left("submodule", "fetch from elsewhere", "echo '[submodule \"x\"]' > .gitmodules",
          _PROTECTED, "protected"),
    _left("editor tasks", "run when a folder is opened",
          "mkdir .vscode; echo {} > .vscode/tasks.json", _PROTECTED, "protected"),
    _left("forged provenance", "speak for Arboretum", "echo '{\"score\": 1}' > PROVENANCE.json",
          _PROTECTED, "protected"),
    _left("harness edit", "change what measures it",
          "mkdir evaluator; echo 'def grade(*a, **k): return 1.0' > evaluator/grading.py",
          "the agent's package and nothing else", "outside"),
    _left("no entry point", "be a variant that cannot run", "rm coding_agent/__main__.py",
          "the entry point stays", "entry point"),
    _left("binary", "hide what it does", "head -c 100 /dev/urandom > coding_agent/model.py;"
          " printf '\\000' >> coding_agent/model.py", "text only", "not text"),
    _left("too large to read", "hide in its size",
          "yes '# nothing' | head -c 400000 >> coding_agent/agent.py", "limits of an agent",
          "breaks a limit"),
]  # fmt: skip
