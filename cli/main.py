"""The command line: which commands there are, and how an error is told."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated

import typer

from cli import (
    actions,
    benchmarks,
    doctor,
    evaluate,
    evolve,
    incidents,
    reading,
    report,
    solve,
    stopping,
    top,
)
from cli.tell import tell
from common.errors import ArboretumError, PrerequisiteError

app = typer.Typer(
    name="arboretum",
    help="An archive of coding agents that rewrite their own source.",
    epilog="Exit codes: 0 done, 1 the work failed, 2 wrong usage, 3 the machine lacks something "
    "(see doctor), 130 interrupted.",
    no_args_is_help=False,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("doctor")(doctor.doctor)
app.command("evolve")(evolve.evolve)
app.command("resume")(evolve.resume)
app.command("status")(reading.status)
app.command("top")(top.top)
app.command("tree")(reading.tree)
app.command("show")(reading.show)
app.command("diff")(reading.diff)
app.command("log")(reading.log)
app.command("report")(report.report)
app.command("incidents")(incidents.incidents)
app.command("acknowledge")(incidents.acknowledge)


def _forward(context: typer.Context) -> None:
    stopping.main([context.info_name or "", *context.args])


for _name, _summary in stopping.SUMMARIES.items():
    app.command(
        _name,
        help=_summary,
        add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )(_forward)
app.command("checkout")(actions.checkout)
app.command("solve")(solve.solve)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(benchmarks.app, name="benchmarks")
app.command("tui")(actions.tui)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Evolve coding agents in sandboxes, watch them, halt them, take one home."""
    context.obj = debug
    if context.invoked_subcommand is None:
        if sys.stdin.isatty() and sys.stdout.isatty():
            actions.tui(None)
        else:
            typer.echo(context.get_help())


def main() -> None:
    """Run the command line and leave with its exit code."""
    debug = "--debug" in sys.argv[1:] or bool(os.environ.get("ARBORETUM_DEBUG"))
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        app(args=arguments)
    except ArboretumError as error:
        if debug:
            raise
        sys.exit(tell(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        if debug or error.errno not in _MACHINE:
            raise
        hint = "Free some space or name another folder with --runs."
        sys.exit(tell(PrerequisiteError(f"{error.strerror}: {error.filename or 'disk'}.", hint)))
    except KeyboardInterrupt:
        sys.exit(130)


_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


if __name__ == "__main__":
    main()
