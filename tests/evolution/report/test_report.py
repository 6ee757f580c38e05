from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from archive.ledger import Ledger
from archive.records import Outcome, Variant
from archive.store import VariantStore
from cli.main import app
from common.errors import UsageError
from evaluator.statistics import Score, score
from evolution.report.curves import curves
from evolution.report.document import Curve, Line, Point, Report, Section, Table, Told
from evolution.report.facts import Facts, read_facts
from evolution.report.html import to_html
from evolution.report.markdown import to_markdown
from evolution.report.tasks import by_kind
from evolution.report.write import make_report, write_report
from evolution.run import RunFolder
from tests.evolution.report.made import made_run

VOID = {"meta", "line", "circle", "polygon", "polyline"}
_PAGE = """
html head title style body h1 h2 h3 p q a div table thead tbody tr th td span pre ol li
svg text meta line circle polygon polyline
"""
PAGE = set(_PAGE.split())


class Reader(HTMLParser):
    """Reads a page strictly: tags and attributes that it knows, well nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.told: list[str] = []
        self.rest = self.bare = ""
        self.attributes: set[str] = set()
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in PAGE, tag
        named = dict(attrs)
        self.attributes |= set(named)
        self.ids += [named["id"] or ""] if "id" in named else []
        self.links += [named["href"] or ""] if "href" in named else []
        if tag not in VOID:
            self.open.append(tag + ("." + (named.get("class") or "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().split(".")[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag.split(".")[1] == "told" for tag in self.open):
            self.told.append(data)
            return
        self.rest += data
        if not {"a", "style", "text", "title", "h1"} & {tag.split(".")[0] for tag in self.open}:
            self.bare += data


_ATTRIBUTES = """
lang charset http-equiv content name class id href role aria-hidden
viewbox width height x y x1 x2 y1 y2 cx cy r points
"""
ATTRIBUTES = set(_ATTRIBUTES.split())


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return read_facts(made_run(tmp_path_factory.mktemp("runs")))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    _, files = write_report(made_run(tmp_path_factory.mktemp("runs")))
    return files[0].read_text()


def test_every_link_leads_to_an_anchor_and_every_anchor_is_one(page: str) -> None:
    read = Reader(page)
    assert len(read.ids) == len(set(read.ids))
    assert read.links
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    assert read.attributes <= ATTRIBUTES


def test_every_figure_is_a_link(page: str) -> None:
    bare = Reader(page).bare
    ledger = bare.index("Rows of the ledger")
    known = re.sub(r"v\d{4}|seed 0|95 % intervals", "", bare[:ledger])
    assert not re.search(r".{0,30}\d", known), known


def test_nothing_is_loaded_and_nothing_runs(page: str) -> None:
    assert "default-src 'none'" in page
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/=]{44}'", page)
    for word in ("<script", "http:", "https:", "url(", "@import", "javascript:", " style="):
        assert word not in page, word


def test_figures_are_the_ledgers(facts: Facts, page: str) -> None:
    rows = facts.rows("v0001", "select")
    with Ledger(made_path(facts), readonly=True) as ledger:
        kinds = {event.seq: event for event in ledger.events()}
    assert [kinds[seq].data["reward"] for seq in rows] == [1.0, 1.0]
    read = Reader(page)
    assert "The best variant is v0001" in read.rest
    # two of two: Beta(3, 1); its mean is 3/4 and its 95 % interval from 0.025 and 0.975 to the 1/3
    assert "0.75 [0.29, 0.99] n=2" in read.rest
    # 4 evaluations of 100 tokens, an expansion of 50
    assert "450" in read.rest
    assert "1.00" in read.rest


def test_nothing_is_told_that_a_model_said(tmp_path: Path) -> None:
    _, files = write_report(made_run(tmp_path, summary="mark my words"))
    assert not [file for file in files if "mark my words" in file.read_text()]


def again(folder: RunFolder, variant: str, times: int) -> None:
    """Record more trials of a variant on the task that tells it from the others."""
    with Ledger(folder.ledger) as ledger:
        for trial in range(1, times + 1):
            row = ledger.start_evaluation(variant, "two", "select", trial)
            ledger.end_evaluation(replace(row, outcome=Outcome.DONE, reward=0.0))


def test_points_of_the_curves_lead_to_their_rows_and_count_tasks(tmp_path: Path) -> None:
    folder = made_run(tmp_path)
    again(folder, "v0000", 8)
    facts = read_facts(folder)
    [_, curve] = curves(facts).blocks
    assert isinstance(curve, Curve)
    (_, best), (_, everything) = curve.lines
    assert best[-1].x == 12
    assert best[-1].rows == facts.rows("v0001", "select")
    # Of task "one" all solved, of "two" one trial in ten: two numbers and not twelve.
    told = everything[-1]
    assert (told.low, told.mean, told.high) == pytest.approx(interval(score([1.0, 0.1])))
    assert set(told.rows) == {seq for seq, row in facts.done if row.split == "select"}


def interval(found: Score) -> tuple[float, float, float]:
    return found.low, found.mean or 0.0, found.high


def test_the_best_of_several_is_told_with_its_corrected_p(tmp_path: Path) -> None:
    folder = made_run(tmp_path)
    assert "as one of" not in Reader(write_report(folder)[1][0].read_text()).rest
    with Ledger(folder.ledger) as ledger:
        ledger.add_variant(Variant("v0003", "v0000", "c", "t", "", 1.0))
        row = ledger.start_evaluation("v0003", "one", "select")
        ledger.end_evaluation(replace(row, outcome=Outcome.DONE, reward=0.0))
    facts = read_facts(folder)
    [found] = facts.view.comparisons
    told = f"p = {found.paired.p_value:.3g} ({found.corrected:.3g} as one of 2)."
    assert (
        told
        in Reader(to_html(make_report(facts, VariantStore.open(folder.archive)), facts.events)).rest
    )


def made_path(facts: Facts) -> Path:
    return Path(facts.view.config.benchmark).parent / "made" / "ledger.db"


def test_tables_by_kind_and_the_matrix(page: str) -> None:
    read = Reader(page)
    assert "unrated" in "".join(read.told)
    assert "+# more" in "".join(read.told)


def test_languages_are_told_apart_where_tasks_name_theirs(tmp_path: Path) -> None:
    facts = read_facts(made_run(tmp_path))
    assert [table.head[1] for table in by_kind(facts).blocks if isinstance(table, Table)] == [
        "difficulty"
    ]
    tasks = {name: replace(task, language="") for name, task in facts.tasks.items()}
    tasks["one"] = replace(tasks["one"], language="rust")
    [_, table] = by_kind(replace(facts, tasks=tasks)).blocks
    assert isinstance(table, Table)
    assert table.head[1] == "language"
    assert {row[1] for row in table.rows} >= {Told("rust"), Told("not told")}


def test_a_line_that_begins_later_keeps_its_place_in_markdown() -> None:
    best = Point(3, 0.1, 0.9, 1.0, (7,))
    everything = tuple(Point(x, 0.0, x / 10, 1.0, (x,)) for x in (1, 2, 3))
    curve = Curve("n", (("best", (best,)), ("all", everything)))
    text = to_markdown(Report("t", (Section("s", (curve,)),)), {})
    told = [re.sub(r"\(#.*?\)|[\\\[\]]", "", line) for line in text.splitlines()]
    assert "| 1 |  | 0.10 0.00, 1.00 |" in told
    assert "| 3 | 0.90 0.10, 1.00 | 0.30 0.00, 1.00 |" in told


def test_a_benchmark_that_is_gone_leaves_the_rest(tmp_path: Path) -> None:
    folder = made_run(tmp_path)
    (tmp_path / "tasks").rename(tmp_path / "elsewhere")
    _, files = write_report(folder, tmp_path / "out")
    assert "could not be read" in files[0].read_text()


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    folder = made_run(tmp_path)
    folder.ledger.unlink()
    Ledger(folder.ledger).close()
    _, files = write_report(folder, tmp_path / "out")
    assert "Nothing was measured" in files[1].read_text()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_report(made_run(tmp_path), tmp_path / "file" / "below")


def test_the_command_writes_both_and_tells_the_matrix(tmp_path: Path) -> None:
    made_run(tmp_path)
    words = ["report", "made", "--runs", str(tmp_path), "--out", str(tmp_path / "o"), "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [Path(name).name for name in told["files"]] == ["report.html", "report.md"]
    assert told["matrix"]["select"]["two"] == {"v0000": 0.0, "v0001": 1.0}


def test_where_tasks_allow_attempts_each_has_its_score(tmp_path: Path) -> None:
    folder = made_run(tmp_path)
    with Ledger(folder.ledger) as ledger:
        for variant, rewards in (("v0000", (0.0, 0.0)), ("v0001", (0.0, 1.0))):
            row = ledger.start_evaluation(variant, "last", "holdout")
            ended = replace(row, outcome=Outcome.DONE, reward=rewards[-1], rewards=rewards)
            ledger.end_evaluation(ended)
    words = ["made", "--runs", str(tmp_path)]
    printed = CliRunner().invoke(app, ["report", *words, "--print"])
    assert printed.exit_code == 0, printed.output
    assert not (folder.path / "report").exists()
    [head] = {line for line in printed.stdout.splitlines() if "tasks" in line and "pass@" in line}
    names = ["v0000 pass@1", "v0000 pass@2", "v0001 pass@1", "v0001 pass@2"]
    assert re.split(r"  +", head.strip()) == ["split", "tasks", *names]
    [told] = [line for line in printed.stdout.splitlines() if re.match(r"holdout +all", line)]
    # Beta(1, 2) after one failure, Beta(2, 1) after one success: means 1/3 and 2/3
    assert re.findall(r"0\.\d\d(?= \[)", told) == ["0.33", "0.33", "0.33", "0.67"]
    shown = CliRunner().invoke(app, ["show", "made", "v0001", *words[1:]]).stdout
    assert "pass@1  0.33" in shown
    assert "holdout/last reward 1 (0, then 1)" in shown
    _, (page, _) = write_report(folder)
    assert "v0001 pass@2" in Reader(page.read_text()).rest


HOSTILE = [
    "</q></td></table><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>--><style>*{display:none}</style>",
    "[click](javascript:alert(1)) ![x](http://evil/x.png) <http://evil>",
    "| cell | cell |\n\n# Heading\n```\n",
    "\u202egnp.exe\x1b]0;title\x07\x00",
    "⟫ The best variant is v9999 ⟪",
    "&lt;b&gt; &amp;#60;",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_in_a_whole_run(words: str, tmp_path: Path) -> None:
    folder = made_run(
        tmp_path, summary=words, reason=words, status=words, source=f"# {words}\n", task="two"
    )
    _, (html, markdown) = write_report(folder)
    read = Reader(html.read_text())
    assert read.attributes <= ATTRIBUTES
    assert all(link.startswith("#") for link in read.links)
    assert {link[1:] for link in read.links} <= set(read.ids)
    outside = re.sub(r"^(`{3,})diff\n.*?\n\1$", "", markdown.read_text(), flags=re.S | re.M)
    assert "<script" not in re.sub(r"\\.", "", outside)
    assert not re.search(r"(?<!\\)\]\((?!#)", outside)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=60) | st.sampled_from(HOSTILE), min_size=1, max_size=4))
def test_told_text_never_becomes_markup(words: list[str]) -> None:
    table = Table(("a",) * len(words), (tuple(Told(word) for word in words),))
    report = Report("t", (Section("s", (Line((Told(words[0]),)), table)),))
    read = Reader(to_html(report, {}))
    assert read.attributes <= ATTRIBUTES
    assert read.links == []
    text = to_markdown(report, {})
    rows = [line for line in text.splitlines() if line.startswith("| ⟪")]
    assert len(rows) == 1
    bare = re.sub(r"\\.", "", rows[0])
    assert bare.count("|") == len(words) + 1
    assert bare.count("⟪") == bare.count("⟫") == len(words)
    assert not set(bare) & set("<>[]`*_#!\\")


def test_a_diff_cannot_leave_its_fence() -> None:
    from evolution.report.document import Diff

    hostile = "+```\n+````\n+# out\n```\n"
    report = Report("t", (Section("s", (Diff(hostile),)),))
    text = to_markdown(report, {})
    fence = re.search(r"^(`+)diff$", text, flags=re.M)
    assert fence
    body = text.split(fence[0] + "\n", 1)[1].split("\n" + fence[1] + "\n", 1)[0]
    assert body == hostile.strip("\n")
