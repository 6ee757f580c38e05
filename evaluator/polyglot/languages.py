"""How each language's tests are found, switched on and run offline in the toolchain image."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HOME = "/usr/local/lib/polyglot"
"""Where the image keeps what the runs need."""


@dataclass(frozen=True)
class Language:
    """How one language is tested."""

    tests: tuple[str, ...]
    """File names, as patterns, that are tests beside those an exercise names: shown to no agent."""
    command: str
    """Shell: run in the exercise's folder, its exit code says whether all tests passed."""
    passed: re.Pattern[str]
    """What its runner prints at its end where no test failed; its group is how many passed, and
    without a group it is at least one."""
    failed: re.Pattern[str]
    """What its runner prints at its end where tests failed, and not where none could be run."""
    taken: str = ""
    """A folder whose new files are the solution's too."""
    left_out: tuple[str, ...] = ()
    """What of an exercise nothing here has a use for."""
    switched_off: re.Pattern[str] | None = None
    """What a track writes into its tests so that they are not all run."""
    switched_on: str = ""


_JAVA = (
    f"java={HOME}/java && classes=$(mktemp -d) &&"
    ' javac -nowarn -encoding UTF-8 -cp "$java/*" -d "$classes"'
    " $(find src -name '*.java') &&"
    ' java -XX:TieredStopAtLevel=1 -cp "$java/*:$classes"'
    ' org.junit.platform.console.ConsoleLauncher --scan-classpath "$classes"'
    " --disable-banner --disable-ansi-colors --details=tree --fail-if-no-tests"
)

_CPP = (
    f"cmake -S . -B build -DCMAKE_PREFIX_PATH={HOME}/cmake -DEXERCISM_TEST_SUITE=1"
    ' -DEXERCISM_RUN_ALL_TESTS=1 -G "Unix Makefiles" >/dev/null && cmake --build build'
)

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "python": Language(
            ("*_test.py", "test_*.py", "conftest.py"),
            "/usr/bin/python3 -B -m pytest -q -p no:cacheprovider --rootdir=.",
            re.compile(r"^(\d+) passed(?:, \d+ (?!error)\w+)* in [\d.]+s", re.MULTILINE),
            re.compile(r"^\d+ failed(?:, \d+ \w+)* in [\d.]+s", re.MULTILINE),
        ),
        "go": Language(
            ("*_test.go",),
            "GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local GOCACHE=/tmp/go-cache"
            " GOPATH=/tmp/go go test",
            # "no tests to run" would stand behind the seconds.
            re.compile(r"PASS\nok +\t\S+\t[\d.]+s$", re.MULTILINE),
            re.compile(r"^FAIL\t\S+\t[\d.]+s$", re.MULTILINE),
        ),
        "rust": Language(
            (),
            # The folder tests/ alone: what else cargo finds to run is the solution's own.
            "CARGO_HOME=/tmp/cargo cargo test --offline --quiet --test '*' -- --include-ignored",
            re.compile(r"test result: ok\. (\d+) passed; 0 failed;"),
            re.compile(r"test result: FAILED\. \d+ passed; [1-9]\d* failed;"),
        ),
        "javascript": Language(
            ("*.spec.js", "*.test.js"),
            f"jest --config {HOME}/jest.json --rootDir . --ci --no-cache",
            re.compile(
                r"^Test Suites: +\d+ passed, \d+ total\n"
                r"Tests: +(?:\d+ (?:skipped|todo), )*(\d+) passed, \d+ total$",
                re.MULTILINE,
            ),
            re.compile(r"^Tests: +[1-9]\d* failed, ", re.MULTILINE),
            left_out=("node_modules/", ".eslintrc", ".npmrc", "babel.config.js"),
            switched_off=re.compile(r"\b(?:x(test|it|describe)|(test|it|describe)\.skip)\b"),
            switched_on=r"\1\2",
        ),
        "java": Language(
            ("*Test.java",),
            _JAVA,
            re.compile(
                r"\[ +0 containers failed +\]\n(?:\[ +\d+ tests \w+ +\]\n)*"
                r"\[ +(\d+) tests successful +\]\n\[ +0 tests failed +\]"
            ),
            re.compile(r"\[ +[1-9]\d* tests failed +\]"),
            taken="src/main/java/",
            left_out=("gradle/", "gradlew"),
            switched_off=re.compile(r"^\s*@Disabled\(.*\)\s*$", re.MULTILINE),
        ),
        "cpp": Language(
            ("*_test.cpp",),
            _CPP,
            re.compile(r"All tests passed \(\d+ assertions? in (\d+) test cases?\)"),
            re.compile(r"^test cases: +\d+ \|.* [1-9]\d* failed", re.MULTILINE),
            # The image has Catch2 compiled; an exercise's own copy takes ten seconds to build.
            left_out=("test/",),
        ),
    }
)
"""From the name of a language's folder to how it is tested."""
