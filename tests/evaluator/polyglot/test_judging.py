"""What the runners print, as Debian 12's print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.files import File
from evaluator.benchmarks import load_benchmark
from evaluator.polyglot.judging import judge
from evaluator.polyglot.judging import tests_passed as count_passed
from evaluator.polyglot.languages import LANGUAGES
from tests.evaluator.polyglot.exercises import write_checkout

RUST = "\nrunning 2 tests\n{}\ntest result: {} passed; {} failed; 0 ignored; 0 measured;\n\n"
JUNIT = """
Test run finished after 383 ms
[         2 containers found      ]
[         0 containers skipped    ]
[         2 containers started    ]
[         0 containers aborted    ]
[         {} containers successful ]
[         {} containers failed     ]
[         2 tests found           ]
[         0 tests skipped         ]
[         2 tests started         ]
[         0 tests aborted         ]
[         {} tests successful      ]
[         {} tests failed          ]

"""
JEST = "Test Suites: {}, 1 total\nTests:       {}, 2 total\nSnapshots:   0 total\n"
CATCH = "[100%] Built target clamp\n{}\n{}\n\n[100%] Built target test_clamp\n"

PASSED = [
    ("python", "..      [100%]\n2 passed in 0.14s\n", 2),
    ("python", "..s     [100%]\n2 passed, 1 skipped, 3 warnings in 62.14s (0:01:02)\n", 2),
    ("go", "PASS\nok  \tclamp\t0.020s\n", 1),
    ("go", "printed by the codePASS\nok  \tclamp\t0.020s\n", 1),
    ("rust", RUST.format("..", "ok. 2", 0) + RUST.format(".", "ok. 1", 0), 3),
    ("javascript", JEST.format("1 passed", "2 passed"), 2),
    ("javascript", JEST.format("1 passed", "1 skipped, 1 passed"), 1),
    ("java", JUNIT.format(2, 0, 2, 0), 2),
    ("cpp", CATCH.format("=" * 79, "All tests passed (3 assertions in 2 test cases)"), 2),
    ("cpp", CATCH.format("=" * 79, "All tests passed (1 assertion in 1 test case)"), 1),
]
# As they look too where something makes the exit code 0 after the summary.
FAILED = [
    ("python", "F.      [100%]\n1 failed, 1 passed in 0.14s\n"),
    ("python", "..E     [100%]\n2 passed, 1 error in 0.14s\n"),
    ("python", "s       [100%]\n1 skipped in 0.14s\n"),
    ("go", "ok  \tclamp\t0.037s\n"),
    ("go", "testing: warning: no tests to run\nPASS\nok  \tclamp\t0.002s [no tests to run]\n"),
    ("rust", RUST.format(".F", "FAILED. 1", 1)),
    ("rust", "\nrunning 2 tests\n" + RUST.format("", "ok. 0", 0)),
    ("javascript", '  ●  process.exit called with "0"\n\n    > 1 | process.exit(0);\n'),
    ("javascript", JEST.format("1 failed", "1 failed, 1 passed")),
    ("java", JUNIT.format(2, 0, 1, 1)),
    ("java", JUNIT.format(1, 1, 2, 0)),
    ("cpp", "[100%] Built target clamp\n[100%] Built target test_clamp\n"),
    ("cpp", CATCH.format("test cases: 2 | 1 passed | 1 failed", "assertions: 2 | 1 failed")),
]


@pytest.mark.parametrize(("language", "output", "count"), PASSED)
def test_a_summary_tells_how_many_tests_passed(language: str, output: str, count: int) -> None:
    assert count_passed(output, LANGUAGES[language]) == count


@pytest.mark.parametrize(("language", "output"), [*FAILED, *((one, "") for one in LANGUAGES)])
def test_a_summary_of_failures_or_none_is_no_success(language: str, output: str) -> None:
    assert count_passed(output, LANGUAGES[language]) == 0


@pytest.mark.parametrize(
    ("more", "taken"),
    [
        ("", True),
        ('authors = ["me"]\n[dependencies]\nregex = "1"\n', True),
        ('[[test]]\nname = "clamp"\npath = "src/lib.rs"\n', False),
        ('autotests = false\n[dependencies]\nregex = "1"\n', False),
        ('build = "src/lib.rs"\n', False),
        ("no toml", False),
    ],
)
def test_a_manifest_says_which_crates_and_nothing_of_the_tests(
    tmp_path: Path, more: str, taken: bool
) -> None:
    task = load_benchmark(f"polyglot:{write_checkout(tmp_path)}").task("rust-clamp")
    manifest = File(task.files["Cargo.toml"].data + more.encode())
    tests = judge(task, {**task.files, "Cargo.toml": manifest}).tests
    listed = tests["solution.txt"].data.decode().splitlines()
    assert listed == ["Cargo.toml", "src/lib.rs"][0 if taken else 1 :]
