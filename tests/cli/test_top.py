"""``top``: what runs now, from a real socket."""

import json

import pytest
from typer.testing import CliRunner

from cli.main import app
from common.errors import UsageError
from evolution.live.client import EngineSilentError
from tests.tui.console_grove import Grove
from tests.tui.console_live import plant_boxes


@pytest.fixture
def grove(tmp_path):
    made = Grove(tmp_path / "demo")
    made.seed()
    with plant_boxes(made.folder).served():
        yield made
    made.close()


def top(grove, *words):
    arguments = ["top", "demo", "--runs", str(grove.folder.path.parent), *words]
    return CliRunner().invoke(app, arguments)


def test_a_line_for_each_box(grove):
    rows = top(grove).stdout.splitlines()
    assert [row.split()[:2] for row in rows[1:]] == [
        ["v0006", "solving"],
        ["v0010", "rewriting"],
        ["v0009", "grading"],
    ]
    assert "500 MB" in rows[3]
    assert 'runs: bash {"command": "pytest -q"}' in rows[1]


def test_json_is_one_object_a_line(grove):
    [line] = top(grove, "--json").stdout.splitlines()
    value = json.loads(line)
    assert (value["run"], len(value["rows"])) == ("demo", 3)


def test_the_record_of_a_box_by_its_variant(grove):
    said = top(grove, "--tail", "v0006", "--once").stdout.splitlines()
    assert "model: The sort is not stable: I compare by key only." in said


def test_a_box_that_does_not_run_is_a_wrong_name(grove):
    error = top(grove, "--tail", "v0099").exception
    assert isinstance(error, UsageError)
    assert error.hint == "There runs: v0006, v0009, v0010."


def test_without_an_engine_it_says_so(tmp_path):
    made = Grove(tmp_path / "demo")
    made.seed()
    made.close()
    error = top(made).exception
    assert isinstance(error, EngineSilentError)
    assert error.message == "No engine works on demo."
