"""What the tasks of ``mltrain`` measure: ``python -m bench.mltrain``.

Trains the shipped program and the reference solution of each task with several seeds, in boxes as
a grading does, and prints the table of docs/benchmarks.md, and below it a second one with steps a
second, final score and peak memory. ``--write`` keeps the figures as the tasks' cards, from which
floor and goal of the reward follow; ``--table`` prints those there are.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from common.errors import ArboretumError
from evaluator.api import SPLITS
from evaluator.mltrain.card import Card, Course, card_seeds, read_card, write_card
from evaluator.mltrain.figures import figures_of, settings
from evaluator.mltrain.load import SIZES, load_task, task_folders
from evaluator.mltrain.trainer import FailedError, Trainer
from sandbox.api import Sandbox
from sandbox.choose import open_sandbox

_RUN = "bench-mltrain"
_UNKNOWN = Card((0.0, 0.0), (1.0, 1.0), 0.0, 0.0, "")
_HEAD = (
    "| task | split | seeds | figure | shipped | its std | reference | its std | 0 from | 1 from |"
    " seconds, shipped and reference |\n|---|---|---|---|---|---|---|---|---|---|---|"
)
_COURSE_HEAD = (
    "| task | measure | steps/s, shipped and reference | final score | peak memory in MB |\n"
    "|---|---|---|---|---|"
)


def measure(sandbox: Sandbox, folder: Path, size: str, seeds: int) -> Card:
    """Return the card of a task: its two programs, trained with seeds 1, 2, ...

    Where the figure is time, it is told as a share of the mean time of the shipped program,
    both without their start.
    """
    less = settings(folder)["better"] == "less"
    unknown = Card(_UNKNOWN.references, _UNKNOWN.baselines, 0.0, 0.0, "") if less else _UNKNOWN
    task = load_task(folder, size, unknown, card_seeds(seeds))
    if task.training is None:
        raise ValueError(f"the task {task.name} has no training")
    trainer = Trainer(sandbox, task, task.training, _RUN, task.name)
    figures, spent, courses = [], [], []
    for script in (task.files["train.py"], task.solution["train.py"]):
        trained = {seed: trainer.train(script, seed) for seed in task.training.seeds}
        figures.append(tuple(trainer.measure(trained)))
        spent.append([one.seconds for one in trained.values()])
        courses.append(course([one.told for one in trained.values()], mean(figures[-1])))
    if task.training.target is not None:
        sys.stderr.write(f"{task.name}: losses {figures}, target {task.training.target}\n")
        shipped = mean(spent[0])
        figures = [tuple(trainer.share(seconds, shipped) for seconds in one) for one in spent]
    return Card(
        figures[0],
        figures[1],
        mean(spent[0]),
        mean(spent[1]),
        platform.platform(),
        tuple(courses),
    )


def course(printed: Sequence[bytes], score: float) -> Course:
    """Return how the trainings of a program went, by the line that the kit prints at the end."""
    told = [json.loads(output.splitlines()[-1]) for output in printed]
    return Course(
        mean(one["steps"] / one["seconds"] for one in told),
        score,
        mean(one["memory_mb"] for one in told),
    )


def row(folder: Path, card: Card) -> str:
    """Return a task's line of the table."""
    found = figures_of(folder, card)
    values = (found.shipped, found.shipped_std, found.reference, found.reference_std)
    cells = " | ".join(f"{value:.3f}" for value in (*values, found.floor, found.goal))
    seconds = f"{card.baseline_seconds:.1f}, {card.reference_seconds:.1f}"
    named = f"| `{found.task}` | {found.split} | {found.seeds} | {found.figure} "
    return f"{named}| {cells} | {seconds} |"


def course_row(folder: Path, card: Card) -> str:
    """Return a task's line of the second table."""
    cells = (
        ", ".join(f"{one.steps_per_second:.1f}" for one in card.courses),
        ", ".join(f"{one.score:.3f}" for one in card.courses),
        ", ".join(f"{one.memory_mb:.0f}" for one in card.courses),
    )
    return f"| `{folder.name}` | {settings(folder)['measure']} | {' | '.join(cells)} |"


def main() -> int:
    """Run what the arguments ask for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*", help="names; all by default")
    parser.add_argument("--size", choices=SIZES, default="cpu")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="keep the figures as cards")
    parser.add_argument("--table", action="store_true", help="print the cards there are")
    parser.add_argument("--sandbox", default="auto")
    asked = parser.parse_args()
    print(_HEAD, flush=True)
    rows = []
    folders = [folder for split in SPLITS for folder in task_folders(split)]
    try:
        for folder in folders:
            if asked.tasks and folder.name not in asked.tasks:
                continue
            if asked.table:
                card = read_card(folder, asked.size)
            else:
                sandbox = open_sandbox(asked.sandbox, lambda line: print(line, file=sys.stderr))
                card = measure(sandbox, folder, asked.size, asked.seeds)
            if asked.write:
                write_card(folder, asked.size, card)
            print(row(folder, card), flush=True)
            rows += [course_row(folder, card)] if card.courses else []
    except FailedError as error:
        sys.stderr.write(f"{error.reason}\n")
        return 1
    except ArboretumError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return error.exit_code
    if rows:
        print(f"\n{_COURSE_HEAD}", *rows, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
