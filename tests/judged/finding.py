"""What offpath finds in an application, and at which places."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from judged.verdicts import digest_of
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.reporting import measures
from offpath.engine.reporting.measures import Measures, reason_of
from offpath.engine.running.run import RunFile, check_paths
from offpath.rules.base import Confidence
from offpath.rules.registry import all_rules
from offpath.syntax.structure import Structure
from offpath.text.decode import decode
from offpath.text.document import Document


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding, at its place."""

    path: str
    function: str
    line: str
    number: int
    """The line, counted from 1."""
    rule: str
    reason: str
    doubted: bool
    """Whether the rule itself doubts it."""
    message: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What a verdict is tied to."""
        return self.path, self.function, self.line, self.rule


class Source:
    """The text of one file, with its functions."""

    def __init__(self, path: Path) -> None:
        self._document = Document.from_text(decode(path.read_bytes()).text)
        self._structure = Structure.of(self._document)

    def place_at(self, number: int) -> tuple[str, str] | None:
        """The function and the digest of a line, counted from 1; None where there is no such line."""
        lines = self._document.lines
        if not 0 < number <= len(lines):
            return None
        return ".".join(self._structure.unit_at(number - 1).path), digest_of(lines[number - 1])


def found_in(root: Path) -> Iterator[Found]:
    """Every finding of every rule below a folder, whatever its confidence."""
    settings = SettingsFinder(all_rules(), {"select": ["all"], "min-confidence": "low"}, "judged", True)
    with patch.object(measures, "shipped", lambda: Measures({})):  # what rules believe in, whatever verdicts say of it
        files = check_paths([str(root)], settings, jobs=1).files
    for file in files:
        yield from _found_in(file, root)


def _found_in(file: RunFile, root: Path) -> Iterator[Found]:
    if not file.findings:
        return
    source, path = Source(Path(file.path)), Path(os.path.relpath(file.path, root)).as_posix()
    for each in file.findings:
        number = each.range.start.line + 1
        place = source.place_at(number)
        assert place is not None
        yield Found(
            path=path,
            function=place[0],
            line=place[1],
            number=number,
            rule=each.finding.rule,
            reason=reason_of(each.finding),
            doubted=each.finding.confidence is Confidence.LOW,
            message=each.finding.message.partition("\n")[0],
        )


def place_at(root: Path, path: str, number: int, rule: str) -> tuple[str, str, str, str] | None:
    """The place that a line of a file is; None where there is no such line."""
    file = root / path
    place = Source(file).place_at(number) if file.is_file() else None
    return None if place is None else (path, *place, rule)
