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
        ),
        "go": Language(
            ("*_test.go",),
            "GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local GOCACHE=/tmp/go-cache"
            " GOPATH=/tmp/go go test ./...",
        ),
        "rust": Language(
            (),
            "CARGO_HOME=/tmp/cargo cargo test --offline --quiet -- --include-ignored",
        ),
        "javascript": Language(
            ("*.spec.js", "*.test.js"),
            f"jest --config {HOME}/jest.json --rootDir . --ci --no-cache",
            left_out=("node_modules/", ".eslintrc", ".npmrc", "babel.config.js"),
            switched_off=re.compile(r"\b(?:x(test|it|describe)|(test|it|describe)\.skip)\b"),
            switched_on=r"\1\2",
        ),
        "java": Language(
            ("*Test.java",),
            _JAVA,
            taken="src/main/java/",
            left_out=("gradle/", "gradlew"),
            switched_off=re.compile(r"^\s*@Disabled\(.*\)\s*$", re.MULTILINE),
        ),
        "cpp": Language(
            ("*_test.cpp",),
            _CPP,
            # The image has Catch2 compiled; an exercise's own copy takes ten seconds to build.
            left_out=("test/",),
        ),
    }
)
"""From the name of a language's folder to how it is tested."""
