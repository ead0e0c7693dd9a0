"""The measurements as a table that can be read and kept."""

from __future__ import annotations

import datetime
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.targets import Results, Target, targets_of

_LOAD = "Load average at the end {:.1f}, {:.1f}, {:.1f}: what else runs shows in absolute times, less so in ratios."

_PACKAGES = ("pygls", "lsprotocol", "tree-sitter", "tree-sitter-python", "sqlglot", "libcst", "ruff")


def report(results: Results) -> str:
    """The whole report, in Markdown."""
    parts = ["# Speed", "", f"{datetime.date.today().isoformat()}. {_machine()}", "", _versions(), ""]
    parts += [_LOAD.format(*_load()), ""] if hasattr(os, "getloadavg") else []
    parts += ["## Targets", "", *_table(("target", "measured", "limit", "kept"), map(_target_row, targets_of(results)))]
    parts += ["", "## Keystroke to its version's diagnostics", ""]
    parts += [
        "A line typed a character at a time into functions around the middle of joined real modules; milliseconds,"
    ]
    parts += ["p50 / p95 / longest. The servers take turns in one run.", ""]
    parts += _by_server(results)
    if results.bursts:
        parts += ["", "## 60 edits at once", "", *_table(("lines", "server", "ms", "publishes"), _burst_rows(results))]
    parts += ["", "## The rest", "", *_table(("what", "value"), _rest(results)), ""]
    return "\n".join(parts)


def _by_server(results: Results) -> list[str]:
    names = list(next(iter(results.keystrokes.values()), {}))
    rows = [
        (f"{lines:,}", *(f"{t.p50:.1f} / {t.p95:.1f} / {t.worst:.1f}" for t in times.values()))
        for lines, times in results.keystrokes.items()
    ]
    return _table(("lines", *names), rows)


def _burst_rows(results: Results) -> Iterable[tuple[str, ...]]:
    for lines, by_server in results.bursts.items():
        for name, burst in by_server.items():
            yield f"{lines:,}", name, f"{burst.milliseconds:.0f}", str(burst.publishes)


def _rest(results: Results) -> Iterable[tuple[str, ...]]:
    for name, times in results.initialize.items():
        yield f"initialize, {name}", f"{times.p50:.0f} ms (longest {times.worst:.0f})"
    if results.handlers:
        nested, flat = results.handlers
        yield (
            "a keystroke in one of 200 handlers in a factory",
            f"{nested.p50:.1f} / {nested.p95:.1f} / {nested.worst:.1f} ms",
        )
        yield "the same at top level", f"{flat.p50:.1f} / {flat.p95:.1f} / {flat.worst:.1f} ms"
    if results.workspace:
        workspace = results.workspace
        many, alone = workspace.keystroke, workspace.alone
        what = f"a keystroke in a workspace of {workspace.files:,} files ({workspace.lines:,} lines)"
        yield what, f"{many.p50:.1f} / {many.p95:.1f} / {many.worst:.1f} ms"
        yield "the same in the file alone", f"{alone.p50:.1f} / {alone.p95:.1f} / {alone.worst:.1f} ms"
    if results.opening:
        whole, typed = results.opening.whole, results.opening.keystroke
        count = results.opening.findings
        yield f"opening 10,000 lines, until all {count} findings", f"{whole.p50:.0f} ms (longest {whole.worst:.0f})"
        yield (
            "a keystroke meanwhile, for its own unit",
            f"{typed.p50:.0f} ms (p95 {typed.p95:.0f}, longest {typed.worst:.0f})",
        )
    if results.whole_run:
        run = results.whole_run
        yield f"whole run over {run.lines:,} lines, each run", ", ".join(f"{each:,.0f} lines/s" for each in run.speeds)
    if results.unchanged_run:
        run = results.unchanged_run
        yield (
            f"the same, nothing changed, over {run.lines:,} lines",
            ", ".join(f"{each:,.0f} lines/s" for each in run.speeds),
        )
    if results.memory:
        alone, together = results.memory
        yield "memory with a 50,000-line file open", f"{alone:.0f} MB, with helper processes {together:.0f} MB"


def _target_row(target: Target) -> tuple[str, ...]:
    sign = "≥" if target.at_least else "≤"
    unit = f" {target.unit}" if target.unit not in ("", "×") else target.unit
    return (
        target.promise,
        f"{_number(target.measured)}{unit}",
        f"{sign} {_number(target.limit)}{unit}",
        "yes" if target.is_kept else "**no**",
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _load() -> tuple[float, float, float]:
    return os.getloadavg()


def _versions() -> str:
    found = [f"{name} {_version(name)}" for name in _PACKAGES]
    return f"{', '.join(found)}; {sys.implementation.name}."


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
