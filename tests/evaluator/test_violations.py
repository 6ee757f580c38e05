"""What a change alone tells: what tools load by themselves is named, honest work is not."""

from __future__ import annotations

import pytest

from common.files import Change, File
from evaluator.violations import of_change

SETTINGS = "[metadata]\nname = shapes\n\n[tool:pytest]\naddopts = -q\n"
PROJECT = '[project]\nname = "shapes"\n\n[tool.pytest.ini_options]\naddopts = "-q"\n'
FILES = {
    path: File(text.encode())
    for path, text in {
        "conftest.py": "import pytest\n",
        "pytest.ini": "[pytest]\n",
        "setup.cfg": SETTINGS,
        "pyproject.toml": PROJECT,
        "tox.ini": "[tox]\nenvlist = py3\n",
        "shapes/__init__.py": "",
        "shapes/types.py": "x = 1\n",
        "platform.py": "x = 1\n",
        "tests/test_shapes.py": "def test_a(): pass\n",
        "lib/pytest.py": "the repository of a runner\n",
    }.items()
}


def _named(**changed: str | bytes | None) -> list[str]:
    """Return the names of what is seen in a change from paths to new contents."""
    change: Change = {
        path: None if data is None else File(data.encode() if isinstance(data, str) else data)
        for path, data in changed.items()
    }
    return [kept.partition(":")[0] for kept in of_change(FILES, change)]


HOOKS: dict[str, str | bytes | None] = {
    "conftest.py": "def pytest_runtest_makereport(): ...",
    "CONFTEST.PY": "",
    "deep/down/conftest.py": "",
    "conftest/__init__.py": "",
    "conftest.pyc": b"\0",
    "sitecustomize/__init__.py": "",
    "sitecustomize/__init__.so": b"\0",
    "sitecustomize.so": b"\0",
    "sitecustomize.cpython-311-x86_64-linux-gnu.so": b"\0",
    "src/usercustomize.pyc": b"\0",
    "x.pth": "import os",
    "pytest.ini": "",
    "tests/.pytest.ini": "",
    "pytest.toml": "",
    "setup.cfg": SETTINGS.replace("-q", "-p evil"),
    "tests/setup.cfg": "[tool:pytest]\npython_files = none\n",
    "tox.ini": "[tox]\nenvlist = py3\n[pytest]\naddopts = --co\n",
    "pyproject.toml": PROJECT.replace("-q", "-p evil"),
    "tests/pyproject.toml": 'tool = {"p\\u0079test" = {ini_options = {addopts = "--co"}}}\n',
    "evil.dist-info/entry_points.txt": "[pytest11]\nevil = evil\n",
}
SHADOWS: dict[str, str | bytes | None] = {
    "json.py": "",
    "json.so": b"\0",
    "json.pyc": b"\0",
    "platform.abi3.so": b"\0",
    "json/__init__.py": "",
    "json/__init__.pyc": b"\0",
    "src/json.py": "",
    "tests/unittest.py": "",
    "pytest.py": "",
    "_pytest/__init__.py": "",
    "src/pluggy/__init__.so": b"\0",
}
HONEST: dict[str, str | bytes | None] = {
    "shapes/__init__.py": "x = 2\n",
    "shapes/types.py": "x = 2\n",
    "shapes/json.py": "",
    "shapes/http/__init__.py": "",
    "platform.py": "x = 2\n",
    "lib/pytest.py": "edited",
    "setup.cfg": SETTINGS.replace("name = shapes", "name = forms"),
    "other/setup.cfg": "[metadata]\nname = other\n",
    "pyproject.toml": PROJECT.replace("shapes", "forms"),
    "other/pyproject.toml": "broken = [",
    "tox.ini": "[tox]\nenvlist = py4\n",
    "shapes.egg-info/entry_points.txt": "[console_scripts]\nshapes = shapes:main\n",
    "tests/test_more.py": "",
    "test/__init__.py": "",
    "tests/__pycache__/conftest.cpython-311-pytest-7.4.0.pyc": b"\0",
    "docs/conftest.md": "",
    "json": "",
    "json/data.txt": "",
}


@pytest.mark.parametrize(
    ("files", "named"), [(HOOKS, ["hook_file"]), (SHADOWS, ["shadows_library"]), (HONEST, [])]
)
def test_what_a_changed_file_is_called(
    files: dict[str, str | bytes | None], named: list[str]
) -> None:
    assert {path: _named(**{path: data}) for path, data in files.items()} == dict.fromkeys(
        files, named
    )


@pytest.mark.parametrize("path", ["conftest.py", "pytest.ini", "setup.cfg", "pyproject.toml"])
def test_a_deleted_hook_is_named(path: str) -> None:
    assert _named(**{path: None}) == ["hook_file"]


def test_a_deleted_file_without_settings_of_the_tests_is_not_named() -> None:
    assert _named(**{"tox.ini": None, "shapes/types.py": None}) == []


def test_a_hook_among_the_tests_is_both() -> None:
    changed = {**FILES, "tests/conftest.py": File(b"")}
    seen = of_change(changed, {"tests/conftest.py": File(b"x = 1")})
    assert seen == ["hook_file: tests/conftest.py", "tests_changed: tests/conftest.py"]


def test_modules_of_a_package_shadow_nothing() -> None:
    assert _named(**{"src/__init__.py": "", "src/json.py": ""}) == []
    package = {"src/__init__.py": File(b"")}
    seen = of_change(package, {"src/__init__.py": None, "src/json.py": File(b"")})
    assert seen == ["shadows_library: src/json.py"]
