"""The `offpath` command. Each subcommand lives in a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from offpath import __version__

_COMMANDS = {
    "check": "offpath.cli.check",
    "explain": "offpath.cli.explain",
    "rules": "offpath.cli.list_rules",
    "server": "offpath.cli.server",
}

USAGE_OR_INTERNAL_ERROR = 2


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


def main() -> None:
    """The console script. Exit codes: 0 clean, 1 findings, 2 wrong usage or an error inside offpath."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="offpath")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(USAGE_OR_INTERNAL_ERROR)
    except RecursionError:
        sys.exit(USAGE_OR_INTERNAL_ERROR)


if __name__ == "__main__":
    main()
