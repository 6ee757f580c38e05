from __future__ import annotations

import pytest

from common.environment import is_secret, without_secrets


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
