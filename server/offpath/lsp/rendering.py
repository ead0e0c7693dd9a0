"""Findings as diagnostics, in JSON. Most findings stay as they are over an edit: theirs is kept, not made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from offpath.engine.reporting.located import Placed, Range
from offpath.engine.reporting.pages import page_address
from offpath.lsp.positions import ClientPositions
from offpath.rules.base import Finding, Severity
from offpath.text.positions import Position

SOURCE = "offpath"
UNNECESSARY = 1
"""The tag of text that could go; clients show it faded."""

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFORMATION: 3}
_UNNECESSARY_RULES = frozenset({"unused-suppression"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where diagnostics go: a document, in the client's terms."""

    path: str
    places: ClientPositions
    elsewhere: Callable[[str, int], tuple[str, ClientPositions]]
    """The address and the places of any file, by its path and a line: cells of a notebook have addresses of their own."""
    related: bool
    """Whether the client shows a diagnostic's other places."""
    tags: frozenset[int]
    """The tags that it shows."""


class Renderer:
    """Makes one document's diagnostics, and remembers those of the last time."""

    __slots__ = ("_bodies", "_whole")

    def __init__(self) -> None:
        self._bodies: dict[int, tuple[Finding, str]] = {}
        """What does not depend on the place, by the finding's identity."""
        self._whole: dict[int, tuple[Placed, str]] = {}
        """Finished diagnostics, by the identity of the located finding."""

    def render(self, findings: Iterable[Placed], target: Target) -> str:
        """All findings as a JSON list."""
        bodies: dict[int, tuple[Finding, str]] = {}
        whole: dict[int, tuple[Placed, str]] = {}
        texts: list[str] = []
        for located in findings:
            known = self._whole.get(id(located)) or (located, self._made(located, target))
            if not any(each.path != target.path for each in located.related):
                whole[id(located)] = known
            finding = located.finding
            if id(finding) in self._bodies:
                bodies[id(finding)] = self._bodies[id(finding)]
            texts.append(known[1])
        self._bodies, self._whole = bodies, whole
        return f"[{','.join(texts)}]"

    def _made(self, located: Placed, target: Target) -> str:
        finding = located.finding
        if id(finding) not in self._bodies:
            self._bodies[id(finding)] = (finding, _body(finding, target))
        related = ""
        if target.related and located.related:
            related = f',"relatedInformation":[{",".join(_related(located, target))}]'
        return f'{{"range":{_range(located.range, target.places)},{self._bodies[id(finding)][1]}{related}}}'


def _body(finding: Finding, target: Target) -> str:
    parts: dict[str, object] = {
        "severity": _SEVERITIES[finding.severity],
        "code": finding.rule,
        "codeDescription": {"href": page_address(finding.rule)},
        "source": SOURCE,
        "message": finding.message,
        "data": {"confidence": finding.confidence.value, "evidence": list(finding.evidence)},
    }
    if finding.rule in _UNNECESSARY_RULES and UNNECESSARY in target.tags:
        parts["tags"] = [UNNECESSARY]
    return json.dumps(parts, separators=(",", ":"))[1:-1]


def _related(located: Placed, target: Target) -> Iterable[str]:
    for each in located.related:
        uri, places = target.elsewhere(each.path, each.range.start.line)
        location = f'{{"uri":{json.dumps(uri)},"range":{_range(each.range, places)}}}'
        yield f'{{"location":{location},"message":{json.dumps(each.message)}}}'


def _range(place: Range, places: ClientPositions) -> str:
    return f'{{"start":{_position(place.start, places)},"end":{_position(place.end, places)}}}'


def _position(place: Position, places: ClientPositions) -> str:
    return f'{{"line":{places.line(place)},"character":{places.column(place)}}}'
