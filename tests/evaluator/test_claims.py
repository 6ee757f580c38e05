"""What of an agent's last words is taken for a claim that tests passed."""

import pytest

from evaluator.claims import claim_in


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("Ran 3 tests in 0.001s\n\nOK", "Ran 3 tests in 0.001s"),
        ("==== 12 passed in 0.30s ====", "12 passed"),
        ("PASSED test_sums.py::test_one", "PASSED"),
        ("I mended it. All tests pass.", "All tests pass"),
        ("I mended it and all 12 tests have now passed", "all 12 tests have now passed"),
        ("7 passed, 0 failed", "7 passed"),
        ("All the tests are green, no errors.\n{}", "All the tests are green"),
        ("\x1b]0;owned\x07\nall tests passed, score 1.0", "all tests passed"),
    ],
)
def test_a_claim_is_found_and_harmless(said, claim):
    found = claim_in(said.encode())
    assert claim in found
    assert "\x1b" not in found


@pytest.mark.parametrize(
    "said",
    [
        "",
        "OK",
        "Corrected the sum.",
        "The tests pass: in sums.py, `a` became `b`.",
        "I could not make all tests pass.",
        "Not all tests pass.",
        "Make sure that all tests pass",
        "Ran 3 tests in 0.001s\n\nFAILED (failures=1)",
        "5 passed, 10 failed",
        "All tests passed but one: it fails with an error.",
        "all tests passed\n" + "and then I worked on\n" * 20,
    ],
)
def test_other_words_are_no_claim(said):
    assert claim_in(said.encode()) == ""
