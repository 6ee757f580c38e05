from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import pytest

from common.errors import PrerequisiteError, UsageError
from gateway.api import Price
from gateway.keys import load_keys
from gateway.models import check_model
from gateway.prices import load_prices, most_of
from gateway.redact import redact

KEY = "sk-canary-0123456789abcdef"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch):
    for name in ("OPENAI_API_KEY", "OPENAI_API_BASE", "OPENAI_BASE_URL", "OPENAI_API_KEY_FILE"):
        # Set and deleted, so that what a test makes of it is undone.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_a_key_from_a_file_is_found_and_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    check_model("openai/gpt-4o")
    assert os.environ["OPENAI_API_KEY"] == KEY
    assert redact(f"it is {KEY}") == "it is [OPENAI_API_KEY]"


def test_a_variable_wins_over_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "key").write_text("another")
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    load_keys("openai/gpt-4o")
    assert os.environ["OPENAI_API_KEY"] == KEY


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff"])
def test_a_file_without_a_key_is_told_by_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(PrerequisiteError, match="OPENAI_API_KEY_FILE"):
        load_keys("openai/gpt-4o")


def test_a_keyring_is_asked_where_there_is_one(monkeypatch: pytest.MonkeyPatch):
    class KeyringError(Exception):
        pass

    asked = []

    def get_password(service: str, name: str) -> str | None:
        asked.append((service, name))
        if name == "ANTHROPIC_API_KEY":
            raise KeyringError
        return KEY

    ring = types.ModuleType("keyring")
    ring.get_password = get_password  # type: ignore[attr-defined]
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = KeyringError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    load_keys("anthropic/claude-sonnet-4-5")
    assert "ANTHROPIC_API_KEY" not in os.environ
    load_keys("gpt-4o")
    assert os.environ["OPENAI_API_KEY"] == KEY
    assert asked[-1] == ("arboretum", "OPENAI_API_KEY")


def test_without_the_keyring_package_nothing_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    load_keys("gpt-4o")
    assert "OPENAI_API_KEY" not in os.environ


PRICES = """
["openai/mine"]
input_per_million = 2.0
output_per_million = 8
max_output_tokens = 4000
["free/model"]
input_per_million = 0
output_per_million = 0
"""


def test_prices_from_a_file(tmp_path: Path):
    (tmp_path / "p.toml").write_text(PRICES)
    prices = load_prices(tmp_path / "p.toml")
    assert prices["openai/mine"] == Price(2e-6, 8e-6, 4000)
    assert prices["openai/mine"].of(1_000_000, 500_000) == pytest.approx(6.0)
    assert prices["free/model"].of(10**9, 10**9) == 0.0


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (None, "cannot be read"),
        ("this is [ not toml", "not valid TOML"),
        ("a = 1", "wrong"),
        ('["m"]\ninput_per_million = 1', "output_per_million is wrong"),
        ('["m"]\ninput_per_million = -1\noutput_per_million = 1', "input_per_million is wrong"),
        ('["m"]\ninput_per_million = nan\noutput_per_million = 1', "input_per_million is wrong"),
        ('["m"]\ninput_per_million = 1\noutput_per_million = 1\nx = 1', "x is wrong"),
    ],
)
def test_a_wrong_price_file_is_told_in_a_sentence(tmp_path: Path, content: str | None, word: str):
    if content is not None:
        (tmp_path / "p.toml").write_text(content)
    with pytest.raises(UsageError, match=word) as wrong:
        load_prices(tmp_path / "p.toml")
    assert "\n" not in wrong.value.message


def test_the_dearest_text_price_of_litellms_table_counts():
    entry = {
        "input_cost_per_token": 1e-6,
        "input_cost_per_token_above_200k_tokens": 2e-6,
        "input_cost_per_token_priority": 9e-6,
        "cache_creation_input_token_cost": 1.25e-6,
        "output_cost_per_token": 4e-6,
        "output_cost_per_token_batches": 2e-6,
        "max_output_tokens": 100,
    }
    assert most_of(entry) == Price(2e-6, 4e-6, 100)
    tiered = {"tiered_pricing": [{"input_cost_per_token": 1.0, "output_cost_per_token": 2.0}]}
    assert most_of(tiered) == Price(1.0, 2.0)
    assert most_of({"output_cost_per_image": 1.0}) is None


def test_a_limit_on_money_needs_a_price(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    check_model("openai/gpt-4o", priced=True)
    with pytest.raises(UsageError, match="price of 'openai/mine' is not known") as unknown:
        check_model("openai/mine=1,offline=1", priced=True)
    assert "--prices" in unknown.value.hint
    check_model("openai/mine", prices={"openai/mine": Price(0.0, 0.0)}, priced=True)
    check_model("openai/mine")
    check_model("offline", priced=True)
