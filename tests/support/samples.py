"""Samples and fixtures: text that holds one or more virtual files, with markers where a rule must report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"

_FILE = re.compile(r"^# file:[ \t]*(?P<path>\S+)[ \t]*$")
_NAMED = re.compile(r"[ \t]*# want (?P<rules>[a-z-]+(?:, [a-z-]+)*)$")
_MARKER = re.compile(r"[ \t]*# want(?P<low>[ \t]+low)?(?:[ \t]+\+(?P<below>\d+))?(?P<low_after>[ \t]+low)?[ \t]*$")


@dataclass(frozen=True, order=True, slots=True)
class Want:
    """One line on which the rule under test must report; lines count from 1."""

    path: str
    line: int
    low: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A small project: its files without markers, and what is wanted in them."""

    files: dict[str, str]
    wanted: tuple[Want, ...]


def parse_sample(text: str) -> Sample:
    """Parts a sample into files at `# file: path.py` lines and takes the markers out; no line changes its number."""
    files: dict[str, str] = {}
    wanted: list[Want] = []
    for path, lines in _files_of(text):
        kept = []
        for number, line in enumerate(lines, 1):
            marker = _MARKER.search(line)
            if marker is not None:
                low = bool(marker["low"] or marker["low_after"])
                wanted.append(Want(path, number + int(marker["below"] or 0), low))
                line = line[: marker.start()]
            kept.append(line)
        files[path] = "\n".join(kept)
    return Sample(files, tuple(sorted(wanted)))


@dataclass(frozen=True, slots=True)
class Application:
    """A whole small application: its files without markers, and which rule must report on which line, from 1."""

    files: dict[str, str]
    wanted: frozenset[tuple[str, int, str]]


def parse_application(text: str) -> Application:
    """Like `parse_sample`, with markers that name the rules: `# want missing-timeout, swallowed-exception`."""
    files: dict[str, str] = {}
    wanted: set[tuple[str, int, str]] = set()
    for path, lines in _files_of(text):
        kept = []
        for number, line in enumerate(lines, 1):
            marker = _NAMED.search(line)
            if marker is not None:
                wanted.update((path, number, rule) for rule in marker["rules"].split(", "))
                line = line[: marker.start()]
            kept.append(line)
        files[path] = "\n".join(kept)
    return Application(files, frozenset(wanted))


def _files_of(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = [("app.py", [])]
    for line in text.split("\n"):
        opened = _FILE.match(line)
        if opened is not None:
            found.append((opened["path"], []))
        else:
            found[-1][1].append(line)
    if len(found) > 1 and not any(line.strip() for line in found[0][1]):
        del found[0]
    for _, lines in found[:-1]:
        lines.append("")
    return found


def fixture_paths(rule: str) -> list[Path]:
    """The fixtures of one rule, by name."""
    return sorted((FIXTURES / rule).glob("*.py"))
