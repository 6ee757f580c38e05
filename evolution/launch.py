"""Making a run and driving it: everything around the loop that has to be put in place and away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from archive.ledger import Ledger
from archive.policies import make_policy
from archive.store import VariantStore
from common.errors import ArboretumError, UsageError
from evaluator.benchmarks import absolute, load_benchmark
from evaluator.gradebook import Gradebook
from evaluator.images import prepare
from evolution.budgets import Budgets
from evolution.config import RunConfig, load_config, save_config
from evolution.engine import Ending, Engine
from evolution.halting import halt, killer_of, write_down
from evolution.live.lookout import Lookout
from evolution.live.server import LiveServer
from evolution.machinery import Machinery
from evolution.memory import Memory
from evolution.nursery import Nursery, seed_tree
from evolution.orders import Orders
from evolution.overseer.adviser import Adviser, ModelAdviser, advice_used
from evolution.overseer.watch import Overseer, Powers
from evolution.permit import Permit, PermittedSandbox
from evolution.results import Results
from evolution.roster import Roster
from evolution.run import RunFolder, create_run, transcript_of
from evolution.signals import Stop
from evolution.staging import doubt
from evolution.stopfiles import look, obey
from evolution.transcripts import attempts_of
from evolution.warden import posted
from evolution.workers import Workers
from gateway.api import Model, Usage
from gateway.budget import Budget
from gateway.gateway import Gateway
from gateway.models import check_model, make_model
from gateway.prices import load_prices
from gateway.record import read_usage
from gateway.replay import PREFIX
from sandbox.choose import open_sandbox, reach_meter


def check(config: RunConfig) -> tuple[str, str] | None:
    """Check that a run with these settings can begin, before anything is made.

    Returns:
        What is to be said of it though it can begin, and what to do about it.

    Raises:
        UsageError: The benchmark, the policy or a model is not known, a split is missing, or
            there is a limit on money without a price.
        PrerequisiteError: A model's key is missing.
    """
    benchmark = load_benchmark(config.benchmark)
    for split in ("train", "select"):
        if not benchmark.splits.get(split):
            raise UsageError(
                f"The benchmark {benchmark.name!r} has no tasks in {split!r}, which a run needs.",
                "Choose one with train and select tasks; see: arboretum benchmarks list",
            )
    make_policy(config.policy)
    prices = load_prices(config.prices)
    check_model(config.model, prices=prices, priced=config.limits_money)
    if adviser := _named_adviser(config):
        check_model(adviser, prices=prices, priced=config.max_cost_usd is not None)
    return doubt(config, len(benchmark.splits["select"]))


def make_run(root: Path, name: str, config: RunConfig) -> RunFolder:
    """Make a new run with the seed as its only variant, or with copies of it (``aa``).

    A folder given as benchmark is kept by its absolute path. The settings file comes last: a run
    is there whole or not at all.

    Raises:
        UsageError: The name is taken or not allowed.
        OSError: The disk refuses; what was made is removed again.
    """
    folder = create_run(root, name)
    config = _with_absolute_paths(config)
    try:
        store = VariantStore.create(folder.archive)
        with Ledger(folder.ledger) as ledger:
            ledger.note("run_created", name=name, **config.model_dump(exclude_none=True))
            nursery = Nursery(store, run=name, model=config.model)
            nursery.plant(ledger, seed_tree())
            nursery.plant_copies(ledger, config.aa)
        save_config(config, folder.config)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return folder


def _with_absolute_paths(config: RunConfig) -> RunConfig:
    """Return the settings so that they mean the same wherever the run is resumed."""
    changed = {}
    if (benchmark := absolute(config.benchmark)) != config.benchmark:
        changed["benchmark"] = benchmark
    if config.prices is not None:
        changed["prices"] = str(Path(config.prices).resolve())
    if config.model.startswith(PREFIX):
        changed["model"] = PREFIX + str(Path(config.model.removeprefix(PREFIX)).resolve())
    return config.model_copy(update=changed)


def drive(
    folder: RunFolder,
    stop: Stop,
    *,
    tell: Callable[[Ending], None] = lambda _: None,
    tick: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] = lambda _: None,
    model: Model | None = None,
) -> None:
    """Work on a run, from wherever it stands, until it is finished or stopped.

    Args:
        folder: The run.
        stop: The operator's wish.
        tell: Called with the record of every ending.
        tick: Called a few times a second.
        progress: Called with lines on what is being prepared.
        model: Answers instead of the one the settings name: for tests.

    Raises:
        UsageError: Another engine works on it, its benchmark or model is gone, or a stop file
            says that it must not go on.
        InterruptedRunError: The operator stopped it.
        MachineryError: The machinery failed again and again.
        PrerequisiteError: There is no engine, no image, no key or no disk.
    """
    with ExitStack() as stack:
        stack.enter_context(folder.lock())
        config = load_config(folder.config)
        answers = model or make_model(
            config.model, seed=config.seed, prices=load_prices(config.prices)
        )
        boxes = open_sandbox(config.sandbox, progress)
        benchmark = prepare(load_benchmark(config.benchmark), boxes, config.builds, progress)
        orders = Orders(folder.orders)
        permit = Permit(orders)
        roster = Roster()
        sandbox = PermittedSandbox(boxes, permit, roster)
        sandbox.reap()
        ledger = stack.enter_context(Ledger(folder.ledger))
        _catch_up(folder, ledger, orders)
        machinery = Machinery(
            sandbox,
            Gateway(answers, seed=config.seed),
            folder.label,
            Gradebook(reuse=config.reuse),
            permit,
        )
        stack.callback(machinery.stop)
        stack.enter_context(posted(folder))
        ledger.interrupt_running("The engine ended while this ran.", partial(_used, folder))
        rows = (ledger.variants(), ledger.expansions(), ledger.evaluations())
        budgets = Budgets(config, *rows, advice_used(folder.advice))
        adviser = stack.enter_context(_adviser(folder, config, budgets.run))
        overseer = _overseer(folder, config, ledger, machinery, roster, adviser)
        stack.enter_context(overseer.watching())
        lookout = Lookout(folder, roster, reach_meter(sandbox.name))
        stack.enter_context(LiveServer(folder.path, lookout).serving())
        policy = make_policy(config.policy)
        # A replay is to ask again what was asked.
        reuse = config.reuse and not config.model.startswith(PREFIX)
        results = Results(folder) if reuse else None
        workers = Workers(folder, config, machinery, benchmark, policy, budgets, results, roster)
        ledger.note(
            "engine_started",
            pid=os.getpid(),
            image=sandbox.image_digest,
            tasks=asdict(workers.tasks),
        )
        reason = "fault"
        try:
            memory = Memory(ledger)
            nursery = _nursery(folder, config, ledger)
            Engine(memory, nursery, workers, permit, stop, tell, tick).go()
            reason = "finished"
        except ArboretumError as error:
            reason = error.message
            raise
        finally:
            ledger.note("engine_stopped", reason=reason)


def _used(folder: RunFolder, row: Ending) -> tuple[int, int, float]:
    """Return what the gateway had recorded of work before the engine died; calls in flight not."""
    used = Usage()
    for transcript in attempts_of(transcript_of(folder, row)):
        with suppress(OSError):
            used = used.plus(read_usage(transcript))
    return used.calls, used.tokens, used.cost_usd


def _overseer(
    folder: RunFolder,
    config: RunConfig,
    ledger: Ledger,
    machinery: Machinery,
    roster: Roster,
    adviser: Adviser | None,
) -> Overseer:
    """Return the overseer of a run."""

    def end(variant: str, reason: str, operator: str) -> None:
        halt(folder, killer_of(folder), [variant], reason=reason, operator=operator)

    powers = Powers(ledger, partial(answers_for, ledger), end)
    return Overseer(
        roster, machinery, reach_meter(machinery.sandbox.name), config.overseer, powers, adviser
    )


def answers_for(ledger: Ledger, label: str, role: str) -> str:
    """Return the variant whose code runs in a box, or ran in it.

    In an expansion it is the parent's, in a preflight the child's.
    """
    if role != "expand":
        return label
    # The last one heard of, where there were several attempts.
    return {row.child: row.parent for row in ledger.expansions()}.get(label, label)


@contextmanager
def _adviser(folder: RunFolder, config: RunConfig, budget: Budget) -> Iterator[Adviser | None]:
    """Provide the overseer's model-backed adviser, where one is named."""
    if not (named := _named_adviser(config)):
        yield None
        return
    model = make_model(named, seed=config.seed, prices=load_prices(config.prices))
    gateway = Gateway(model, seed=config.seed)
    try:
        yield ModelAdviser(gateway, budget, folder.advice)
    finally:
        gateway.close()


def _named_adviser(config: RunConfig) -> str:
    """Return the adviser's model; none where a run is repeated, which is to ask no provider."""
    return "" if config.model.startswith(PREFIX) else config.overseer.adviser


def _catch_up(folder: RunFolder, ledger: Ledger, orders: Orders) -> None:
    """Obey what was ordered while no engine worked, or while one hung.

    Raises:
        UsageError: There is a file ``PAUSE``: whoever put it there does not want the run to go on.
    """
    for path, order in look(folder):
        if order.kind == "pause":
            raise UsageError(
                f"There is a file {path.name} in the folder of {folder.name}.",
                f"Remove it to go on: {path}",
            )
    obey(folder, killer_of(folder))
    for order in orders.since()[0]:
        write_down(ledger, order)


def _nursery(folder: RunFolder, config: RunConfig, ledger: Ledger) -> Nursery:
    """Open the variants' sources, without branches that a crash left unrecorded."""
    store = VariantStore.open(folder.archive)
    recorded = ledger.variants()
    store.set_aside({variant.id for variant in recorded})
    nursery = Nursery(store, run=folder.name, model=config.model)
    nursery.remember(recorded)
    return nursery
