"""Two exercises in six languages, in the layout of the benchmark's repository.

``clamp`` keeps a number between two others; ``runs`` tells the runs of a text, "aab" as "a2b1".
"""

from __future__ import annotations

import json
from pathlib import Path

INSTRUCTIONS = {
    "clamp": "# Instructions\n\nKeep a number between two others.\n",
    "runs": "# Instructions\n\nTell the runs of a text: `aab` is `a2b1`.\n",
}

# From language and exercise to its files: stubs, tests, and the example below .meta.
FILES: dict[str, dict[str, dict[str, str]]] = {
    "python": {
        "clamp": {
            "clamp.py": "def clamp(x, low, high):\n    pass\n",
            "clamp_test.py": """import unittest

from clamp import clamp


class ClampTest(unittest.TestCase):
    def test_within(self):
        self.assertEqual(clamp(2, 1, 3), 2)

    def test_beyond(self):
        self.assertEqual((clamp(0, 1, 3), clamp(9, 1, 3)), (1, 3))
""",
            ".meta/example.py": "def clamp(x, low, high):\n    return min(max(x, low), high)\n",
        },
        "runs": {
            "runs.py": "def runs(text):\n    pass\n",
            "runs_test.py": """from runs import runs


def test_runs():
    assert runs("aab") == "a2b1"
    assert runs("") == ""
""",
            ".meta/example.py": """from itertools import groupby


def runs(text):
    return "".join(f"{letter}{len(list(run))}" for letter, run in groupby(text))
""",
        },
    },
    "go": {
        "clamp": {
            "go.mod": "module clamp\n\ngo 1.18\n",
            "clamp.go": "package clamp\n\n"
            'func Clamp(x, low, high int) int {\n\tpanic("write me")\n}\n',
            "clamp_test.go": """package clamp

import "testing"

func TestClamp(t *testing.T) {
	for _, c := range cases {
		if got := Clamp(c[0], 1, 3); got != c[1] {
			t.Fatalf("Clamp(%d) = %d, not %d", c[0], got, c[1])
		}
	}
}
""",
            "cases_test.go": "package clamp\n\nvar cases = [][2]int{{2, 2}, {0, 1}, {9, 3}}\n",
            ".meta/example.go": """package clamp

func Clamp(x, low, high int) int {
	if x < low {
		return low
	}
	if x > high {
		return high
	}
	return x
}
""",
        },
        "runs": {
            "go.mod": "module runs\n\ngo 1.18\n",
            "runs.go": 'package runs\n\nfunc Runs(text string) string {\n\tpanic("write me")\n}\n',
            "runs_test.go": """package runs

import "testing"

func TestRuns(t *testing.T) {
	if got := Runs("aab"); got != "a2b1" {
		t.Fatal(got)
	}
}
""",
            ".meta/example.go": """package runs

import "fmt"

func Runs(text string) string {
	told := ""
	for start, end := 0, 0; start < len(text); start = end {
		for end = start; end < len(text) && text[end] == text[start]; end++ {
		}
		told += fmt.Sprintf("%c%d", text[start], end-start)
	}
	return told
}
""",
        },
    },
    "rust": {
        "clamp": {
            "Cargo.toml": '[package]\nname = "clamp"\nversion = "1.0.0"\nedition = "2021"\n',
            "src/lib.rs": "pub fn clamp(_x: i32, _low: i32, _high: i32) -> i32 {\n"
            '    todo!("write me")\n}\n',
            "tests/clamp.rs": """use clamp::clamp;

#[test]
fn within() {
    assert_eq!(clamp(2, 1, 3), 2);
}

#[test]
#[ignore]
fn beyond() {
    assert_eq!((clamp(0, 1, 3), clamp(9, 1, 3)), (1, 3));
}
""",
            ".meta/example.rs": "pub fn clamp(x: i32, low: i32, high: i32) -> i32 {\n"
            "    x.max(low).min(high)\n}\n",
        },
        "runs": {
            "Cargo.toml": '[package]\nname = "runs"\nversion = "1.0.0"\nedition = "2021"\n',
            "src/lib.rs": 'pub fn runs(_text: &str) -> String {\n    todo!("write me")\n}\n',
            "tests/runs.rs": "#[test]\nfn told() {\n"
            '    assert_eq!(runs::runs("aab"), "a2b1");\n}\n',
            ".meta/example.rs": """pub fn runs(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunk_by(|a, b| a == b)
        .map(|run| format!("{}{}", run[0], run.len()))
        .collect()
}
""",
        },
    },
    "javascript": {
        "clamp": {
            "clamp.js": "export const clamp = (x, low, high) => {\n"
            "  throw new Error('write me');\n};\n",
            "clamp.spec.js": """import { clamp } from './clamp';

describe('clamp', () => {
  test('within', () => {
    expect(clamp(2, 1, 3)).toEqual(2);
  });

  xtest('beyond', () => {
    expect([clamp(0, 1, 3), clamp(9, 1, 3)]).toEqual([1, 3]);
  });
});
""",
            "package.json": '{"name": "clamp", "private": true}\n',
            ".meta/proof.ci.js": "export const clamp = (x, low, high) =>\n"
            "  Math.min(Math.max(x, low), high);\n",
        },
        "runs": {
            "runs.js": "export const runs = (text) => {\n  throw new Error('write me');\n};\n",
            "runs.spec.js": """import { runs } from './runs';

describe('runs', () => {
  xtest('told', () => {
    expect(runs('aab')).toBe('a2b1');
    expect(() => runs(null)).toThrow(TypeError);
  });
});
""",
            "package.json": '{"name": "runs", "private": true}\n',
            ".meta/proof.ci.js": "export const runs = (text) =>\n"
            "  text.replace(/(.)\\1*/g, (run) => `${run[0]}${run.length}`);\n",
        },
    },
    "java": {
        "clamp": {
            "src/main/java/Clamp.java": """class Clamp {
    static int clamp(int x, int low, int high) {
        throw new UnsupportedOperationException("write me");
    }
}
""",
            "src/test/java/ClampTest.java": """
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class ClampTest {
    @Test
    void within() {
        assertThat(Clamp.clamp(2, 1, 3)).isEqualTo(2);
    }

    @Disabled("Remove to run test")
    @Test
    void beyond() {
        assertThat(Clamp.clamp(0, 1, 3)).isEqualTo(1);
        assertThat(Clamp.clamp(9, 1, 3)).isEqualTo(3);
    }
}
""",
            ".meta/src/reference/java/Clamp.java": """class Clamp {
    static int clamp(int x, int low, int high) {
        return Math.min(Math.max(x, low), high);
    }
}
""",
        },
        "runs": {
            "src/main/java/Runs.java": """class Runs {
    static String runs(String text) {
        throw new UnsupportedOperationException("write me");
    }
}
""",
            "src/test/java/RunsTest.java": """
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunsTest {
    @Test
    void told() {
        assertThat(Runs.runs("aab")).isEqualTo("a2b1");
    }
}
""",
            ".meta/src/reference/java/Runs.java": """class Runs {
    static String runs(String text) {
        return text.isEmpty() ? "" : new Run(text).told() + runs(text.substring(new Run(text).end));
    }
}
""",
            ".meta/src/reference/java/Run.java": """class Run {
    final String text;
    final int end;

    Run(String text) {
        this.text = text;
        int at = 0;
        while (at < text.length() && text.charAt(at) == text.charAt(0)) {
            at++;
        }
        end = at;
    }

    String told() {
        return text.charAt(0) + "" + end;
    }
}
""",
        },
    },
    "cpp": {
        "clamp": {
            "clamp.h": "#pragma once\n\nnamespace clamp {\n"
            "int clamp(int x, int low, int high);\n}\n",
            "clamp.cpp": '#include "clamp.h"\n',
            "clamp_test.cpp": """#include "clamp.h"
#ifdef EXERCISM_TEST_SUITE
#include <catch2/catch.hpp>
#else
#include "test/catch.hpp"
#endif

TEST_CASE("within") { REQUIRE(clamp::clamp(2, 1, 3) == 2); }

#if defined(EXERCISM_RUN_ALL_TESTS)
TEST_CASE("beyond") {
    REQUIRE(clamp::clamp(0, 1, 3) == 1);
    REQUIRE(clamp::clamp(9, 1, 3) == 3);
}
#endif
""",
            ".meta/example.h": "#pragma once\n\nnamespace clamp {\n"
            "int clamp(int x, int low, int high);\n}\n",
            ".meta/example.cpp": '#include "clamp.h"\n\n'
            "int clamp::clamp(int x, int low, int high) {\n"
            "    return x < low ? low : x > high ? high : x;\n}\n",
        },
        "runs": {
            "runs.h": "#pragma once\n",
            "runs_test.cpp": """#include "runs.h"
#ifdef EXERCISM_TEST_SUITE
#include <catch2/catch.hpp>
#else
#include "test/catch.hpp"
#endif

TEST_CASE("told") { REQUIRE(runs::runs("aab") == "a2b1"); }
""",
            ".meta/example.h": """#pragma once
#include <string>

namespace runs {
inline std::string runs(const std::string& text) {
    std::string told;
    for (size_t start = 0, end = 0; start < text.size(); start = end) {
        end = text.find_first_not_of(text[start], start);
        if (end == std::string::npos) end = text.size();
        told += text[start] + std::to_string(end - start);
    }
    return told;
}
}  // namespace runs
""",
        },
    },
}

CMAKE = """cmake_minimum_required(VERSION 3.5.1)
get_filename_component(exercise ${CMAKE_CURRENT_SOURCE_DIR} NAME)
project(${exercise} CXX)
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${exercise}.cpp)
    set(exercise_cpp ${exercise}.cpp)
endif()
if(EXERCISM_TEST_SUITE)
    find_package(Catch2 REQUIRED)
    add_executable(${exercise} ${exercise}_test.cpp ${exercise_cpp})
    target_link_libraries(${exercise} PRIVATE Catch2::Catch2WithMain)
    target_compile_definitions(${exercise} PRIVATE EXERCISM_TEST_SUITE)
else()
    add_executable(${exercise} ${exercise}_test.cpp ${exercise_cpp} test/tests-main.cpp)
endif()
set_target_properties(${exercise} PROPERTIES CXX_STANDARD 17 COMPILE_FLAGS "-Wall -Werror")
if(${EXERCISM_RUN_ALL_TESTS})
    target_compile_definitions(${exercise} PRIVATE EXERCISM_RUN_ALL_TESTS)
endif()
add_custom_target(test_${exercise} ALL DEPENDS ${exercise} COMMAND ${exercise})
"""


def write_checkout(folder: Path) -> Path:
    """Write a small checkout and return its folder."""
    for language, exercises in FILES.items():
        for slug, files in exercises.items():
            home = folder / language / "exercises" / "practice" / slug
            whole = {**files, ".docs/instructions.md": INSTRUCTIONS[slug]}
            if language == "cpp":
                whole["CMakeLists.txt"] = CMAKE
            whole[".meta/config.json"] = json.dumps({"files": named(language, files)})
            for path, text in whole.items():
                (home / path).parent.mkdir(parents=True, exist_ok=True)
                (home / path).write_text(text)
    return folder


def named(language: str, files: dict[str, str]) -> dict[str, list[str]]:
    """Return what a track's configuration says of these files."""
    example = [path for path in files if path.startswith(".meta/")]
    test = [path for path in files if "test" in path.lower() or ".spec." in path]
    rest = [path for path in files if path not in {*example, *test, "package.json", "go.mod"}]
    found = {"solution": rest, "test": test, "example": example}
    if "cases_test.go" in files:
        found |= {"test": ["clamp_test.go"], "editor": ["cases_test.go"]}
    return found
