"""`offpath check`: its options, and what they mean."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from offpath.cli.checking import Job, checked, checked_input, complained, fixed
from offpath.cli.reports.outcome import shown
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.memory.keeping import users_folder
from offpath.engine.running.garbage import collect_seldom
from offpath.engine.running.run import BadSettings
from offpath.rules.registry import all_rules

_INPUT = "-"
"""The path that stands for standard input."""


def _names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[str]:
    names = [name.strip() for part in value for name in part.split(",") if name.strip()]
    if value and not names:
        raise click.BadParameter("it names no rule; `offpath rules` lists them")
    return names


def _writable(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not os.path.isdir(os.path.dirname(value) or "."):
        raise click.BadParameter(f"the folder of {value!r} does not exist")
    return value


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--output-format", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
@click.option(
    "--output-file", type=click.Path(dir_okay=False), callback=_writable, help="Write the report (or the diff) there."
)
@click.option("--select", multiple=True, callback=_names, help="Run only these rules and categories (comma-separated).")
@click.option("--extend-select", multiple=True, callback=_names, help="Run these too.")
@click.option("--ignore", multiple=True, callback=_names, help="Do not run these.")
@click.option("--min-confidence", type=click.Choice(["low", "medium", "high"]), help="Hide findings below this.")
@click.option("--fix", "apply", is_flag=True, help="Apply safe fixes; then report what is left.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With --fix or --diff: fixes that change behaviour, too.")
@click.option("--diff", is_flag=True, help="Show what the fixes would change; write nothing.")
@click.option("--stdin-filename", help="Check standard input, seen as the file of this name.")
@click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 even when there are findings, or files that could not be checked."
)
@click.option("--isolated", is_flag=True, help="Ignore settings files.")
@click.option("--jobs", type=click.IntRange(0), default=0, help="Worker processes; 0 chooses by the processors.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of other runs.")
def command(
    paths: tuple[str, ...],
    output_format: str,
    output_file: str | None,
    select: list[str],
    extend_select: list[str],
    ignore: list[str],
    min_confidence: str | None,
    apply: bool,
    unsafe: bool,
    diff: bool,
    stdin_filename: str | None,
    exit_zero: bool,
    isolated: bool,
    jobs: int,
    no_cache: bool,
) -> int:
    """Check PATHS (files and folders; the current folder without any; `-` is standard input)."""
    if unsafe and not (apply or diff):
        raise click.UsageError("--unsafe-fixes says which fixes are meant; it needs --fix (apply them) or --diff")
    overrides: dict[str, object] = {"select": select, "extend-select": extend_select, "ignore": ignore}
    overrides = {name: value for name, value in overrides.items() if value}
    if min_confidence is not None:
        overrides["min-confidence"] = min_confidence
    settings = SettingsFinder(all_rules(), overrides, "command line", isolated)
    job = Job(settings, output_format, output_file, unsafe, diff, jobs or None, None if no_cache else users_folder())
    try:
        code = _done(job, paths, stdin_filename, fixes=apply or diff)
    except BadSettings as error:
        return complained(error.problems)
    return 0 if exit_zero and code == 1 else code


def _done(job: Job, paths: Sequence[str], stdin_filename: str | None, *, fixes: bool) -> int:
    if stdin_filename is not None or _INPUT in paths:
        if list(paths) not in ([], [_INPUT]):
            raise click.UsageError("standard input is checked alone, without other paths")
        return checked_input(job, os.path.abspath(stdin_filename or "stdin.py"), fixes=fixes)
    collect_seldom()
    paths = paths or (".",)
    for path in paths:
        if not os.path.exists(path):
            raise click.UsageError(f"{shown(path)} does not exist")
    return fixed(job, paths) if fixes else checked(job, paths)
