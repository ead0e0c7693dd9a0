"""What to ask a coding assistant for when a finding is to be fixed: the finding, its evidence, and when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offpath.engine.reporting.located import LocatedFinding

_AROUND = 6
"""So many lines before and behind the finding are shown."""


def fix_prompt(name: str, lines: Sequence[str], located: LocatedFinding) -> str:
    """A prompt in Markdown. ``name`` is the file's as its reader knows it, ``lines`` are the analysed text's."""
    finding, line = located.finding, located.range.start.line + 1
    summary, _, why = finding.message.partition("\n")
    parts = [
        f"Fix one problem in `{name}`, line {line}. offpath found it: `{finding.rule}`, {finding.confidence.value} confidence.",
        f"**Problem:** {summary}",
        why.strip(),
        _excerpt(name, lines, located),
        _listed("Evidence", _evidence(located)),
        _listed("Possible repairs", [f"{fix.title} ({fix.applicability.value})" for fix in finding.fixes]),
        _listed(
            "Done when",
            [
                f"`offpath check {name}` no longer reports `{finding.rule}` here, and reports nothing new",
                "the cause is repaired: the finding is neither silenced by a comment nor hidden by an indirection",
                "everything else behaves as before, and a test fails without the change",
            ],
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _excerpt(name: str, lines: Sequence[str], located: LocatedFinding) -> str:
    first = max(located.range.start.line - _AROUND, 0)
    last = min(located.range.start.line + _AROUND + 1, len(lines))
    shown = "\n".join(line.rstrip("\r\n") for line in lines[first:last])
    return f"Lines {first + 1} to {last} of `{name}`:\n\n```python\n{shown}\n```"


def _evidence(located: LocatedFinding) -> list[str]:
    return [
        *located.finding.evidence,
        *(f"line {each.range.start.line + 1} of `{each.path}`: {each.message}" for each in located.related),
    ]


def _listed(title: str, items: Sequence[str]) -> str:
    return "\n".join([f"**{title}**", "", *(f"- {item}" for item in items)]) if items else ""
