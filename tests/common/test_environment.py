from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from common.environment import blanked, fill, given, is_secret, without_secrets

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("archive", "cli", "common", "evaluator", "evolution", "gateway", "sandbox", "tui")
STARTERS = {"subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_output"}


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_API_KEY",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_SECRET_ACCESS_KEY",
        "WATSONX_APIKEY",
        "HF_TOKEN",
        "DB_PASSWORD",
        "GOOGLE_CREDENTIALS",
        "some_token",
    ],
)
def test_keys_are_known_by_their_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_secret(name)
    monkeypatch.setenv(name, "x")
    assert name not in without_secrets()


@pytest.mark.parametrize(
    "name",
    ["PATH", "OPENAI_API_KEY_FILE", "TOKENIZERS_PARALLELISM", "KEYBOARD", "AWS_REGION", "MONKEY"],
)
def test_other_variables_are_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_secret(name)
    monkeypatch.setenv(name, "x")
    assert without_secrets()[name] == "x"


def test_a_key_that_was_found_is_handed_to_no_other_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "environ", {"GIVEN_API_KEY": "a", "OPENAI_API_KEY_FILE": "/k"})
    before = given()
    fill("OPENAI_API_KEY", "b")
    fill("GROQ_API_KEY", "c")
    assert os.environ["OPENAI_API_KEY"] == "b"
    assert given() == before == {"GIVEN_API_KEY": "a", "OPENAI_API_KEY_FILE": "/k"}
    assert blanked() == {"OPENAI_API_KEY": "", "GROQ_API_KEY": ""}


def test_whoever_starts_a_process_says_what_environment_it_gets() -> None:
    started, silent = 0, []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if path.name.endswith("_box.py"):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTERS:
                    started += 1
                    if "env" not in {keyword.arg for keyword in node.keywords}:
                        silent.append(f"{path.name}:{node.lineno}")
    assert silent == []
    assert started > 8
