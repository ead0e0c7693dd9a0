"""The command line. Each subcommand lives in a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import signal
import sys
import traceback
from collections.abc import Sequence

import click

from offpath import __version__
from offpath.cli.output import finish, open_streams

_COMMANDS = {
    "check": "offpath.cli.check",
    "clean": "offpath.cli.clean",
    "explain": "offpath.cli.explain",
    "rules": "offpath.cli.list_rules",
    "server": "offpath.cli.server",
}

USAGE_OR_INTERNAL_ERROR = 2
"""The exit code for a wrong command line and for a mistake inside offpath."""

_SIGNALLED = 128
"""Added to a signal's number it is the exit code of what the signal ended, as shells have it."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


class _LazyGroup(click.Group):
    """Imports a subcommand's module only when the command is called or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = importlib.import_module(module).command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="offpath", message="%(prog)s %(version)s")
def cli() -> None:
    """Finds where AI-written Python leaves the happy path."""


def main(arguments: Sequence[str]) -> int:
    """Run the program. The exit codes are 0 clean, 1 findings, 2 wrong usage or an error inside offpath."""
    open_streams()
    _end_in_order()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return run(arguments)


def _end_in_order() -> None:
    """A request to end unwinds what is being done, so that nothing half done is left behind."""

    def end(number: int, _: object) -> None:
        sys.exit(_SIGNALLED + number)

    for name in ("SIGTERM", "SIGHUP"):
        wanted = getattr(signal, name, None)
        if wanted is not None and signal.getsignal(wanted) is signal.SIG_DFL:  # `nohup` wants it ignored
            signal.signal(wanted, end)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code."""
    try:
        code = cli.main(list(arguments), prog_name="offpath", standalone_mode=False)
        finish()
    except click.ClickException as error:
        error.show()
        return USAGE_OR_INTERNAL_ERROR
    except click.Abort:
        return INTERRUPTED
    except Exception:  # whatever went wrong must not look like findings, which exit with 1
        traceback.print_exc()
        click.echo("offpath: this is a mistake inside offpath; nothing was reported", err=True)
        return USAGE_OR_INTERNAL_ERROR
    return code if isinstance(code, int) else 0
