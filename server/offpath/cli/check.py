"""`offpath check`: run the rules over files and folders; report, or fix."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offpath.cli.reports.outcome import Outcome, outcome_of, outcome_of_text, shown
from offpath.engine.files import write_text
from offpath.engine.run import Progress, check_paths, check_text, fix_paths, fix_single_text
from offpath.engine.settings import SettingsFinder
from offpath.rules.registry import all_rules

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

FINDINGS = 1
"""The exit code of a run that found something."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says about a run."""

    paths: tuple[str, ...]
    output_format: str
    output_file: str | None
    apply_safe: bool
    apply_unsafe: bool
    show_diff: bool
    stdin_filename: str | None
    exit_zero: bool
    jobs: int

    @property
    def fixes(self) -> bool:
        """Whether fixes are to be applied or shown."""
        return self.apply_safe or self.apply_unsafe or self.show_diff

    @property
    def reads_input(self) -> bool:
        """Whether the text comes through standard input."""
        return self.stdin_filename is not None or self.paths == ("-",)


def _names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[str]:
    return [name.strip() for part in value for name in part.split(",") if name.strip()]


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--output-format", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
@click.option("--output-file", type=click.Path(dir_okay=False), help="Write the report there.")
@click.option("--select", multiple=True, callback=_names, help="Run only these rules and categories (comma-separated).")
@click.option("--extend-select", multiple=True, callback=_names, help="Run these too.")
@click.option("--ignore", multiple=True, callback=_names, help="Do not run these.")
@click.option("--min-confidence", type=click.Choice(["low", "medium", "high"]), help="Hide findings below this.")
@click.option("--fix", "apply_safe", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", "apply_unsafe", is_flag=True, help="Apply fixes that change behaviour, too.")
@click.option("--diff", "show_diff", is_flag=True, help="Show what the fixes would change; write nothing.")
@click.option("--stdin-filename", help="The name of the text on standard input (with `-` as path).")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("--isolated", is_flag=True, help="Ignore settings files.")
@click.option("--jobs", type=click.IntRange(0), default=0, help="Worker processes; 0 chooses by the processors.")
def command(
    select: list[str],
    extend_select: list[str],
    ignore: list[str],
    min_confidence: str | None,
    isolated: bool,
    **options: object,
) -> None:
    """Check PATHS (files and folders; the current folder without any)."""
    chosen = Options(**options)  # type: ignore[arg-type]
    overrides: dict[str, object] = {}
    for name, value in (("select", select), ("extend-select", extend_select), ("ignore", ignore)):
        if value:
            _know(value)
            overrides[name] = value
    if min_confidence is not None:
        overrides["min-confidence"] = min_confidence
    settings = SettingsFinder(all_rules(), overrides, "command line", isolated)
    sys.exit(_checked(chosen, settings))


def _know(names: list[str]) -> None:
    rules = all_rules()
    known = {"all", *(rule.category for rule in rules), *(n for rule in rules for n in (rule.name, *rule.aliases))}
    for name in names:
        if name not in known:
            raise click.UsageError(f"{name!r} is neither a rule nor a category; `offpath rules` lists them")


def _checked(options: Options, settings: SettingsFinder) -> int:
    if options.reads_input:
        return _checked_input(options, settings)
    paths = options.paths or (".",)
    for path in paths:
        if not os.path.exists(path):
            raise click.UsageError(f"{shown(path)} does not exist")
    if options.fixes:
        changed = _fixed(options, paths, settings)
        if options.show_diff:
            return FINDINGS if changed and not options.exit_zero else 0
    with _Progress() as tell:
        result = check_paths(paths, settings, jobs=options.jobs or None, with_edits=True, progress=tell)
    return _told(outcome_of(result), options)


def _fixed(options: Options, paths: Sequence[str], settings: SettingsFinder) -> bool:
    """Applies or shows fixes; whether there were any."""
    with _Progress() as tell:
        files = fix_paths(paths, settings, unsafe=options.apply_unsafe, jobs=options.jobs or None, progress=tell)
    for file in files:
        if options.show_diff:
            _write(options, _difference(shown(file.path), file.before.text, file.after))
        else:
            write_text(file.path, file.before, file.after)
    return bool(files)


def _checked_input(options: Options, settings: SettingsFinder) -> int:
    name = os.path.abspath(options.stdin_filename or "stdin.py")
    text = sys.stdin.read()
    if options.fixes:
        fixed = fix_single_text(name, text, settings, unsafe=options.apply_unsafe)
        _write(options, _difference(shown(name), text, fixed) if options.show_diff else fixed)
        return 0
    return _told(outcome_of_text(check_text(name, text, settings), text, settings.notes()), options)


def _told(outcome: Outcome, options: Options) -> int:
    _write(options, _report(outcome, options) + "\n")
    return FINDINGS if outcome.reported and not options.exit_zero else 0


def _difference(path: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _report(outcome: Outcome, options: Options) -> str:
    if options.output_format == "json":
        from offpath.cli.reports.json_report import as_json

        return as_json(outcome)
    if options.output_format == "sarif":
        from offpath.cli.reports.sarif import as_sarif

        return as_sarif(outcome)
    from offpath.cli.reports.text import as_text

    colour = options.output_file is None and (sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR")))
    return as_text(outcome, colour=colour and not os.environ.get("NO_COLOR"))


def _write(options: Options, text: str) -> None:
    if options.output_file is not None:
        Path(options.output_file).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


class _Progress:
    """Progress on standard error while a terminal looks on."""

    def __init__(self) -> None:
        self._shown: RichProgress | None = None

    def __enter__(self) -> Progress | None:
        if not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import Progress as RichProgress

        self._shown = RichProgress(console=Console(stderr=True), transient=True)
        task = self._shown.add_task("checking", total=None)
        self._shown.start()
        progress = self._shown

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        return tell

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown.stop()
