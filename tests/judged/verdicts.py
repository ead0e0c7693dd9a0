"""Verdicts on findings in real code, kept at the place that was judged: they outlive other versions of a rule.

A place is a file, a function, and a line known by the digest of its text, so that no code of others is kept here. What the
verdicts mean: `true`: a maintainer would take a patch for it; `arguable`: it is as the finding says, and they might decline;
`false`: the finding misreads the code, or what it says does no harm there.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from pathlib import Path

from offpath.engine.extents import Extent

HERE = Path(__file__).parent
FOLDER = HERE / "verdicts"


class Verdict(Enum):
    """What somebody who has read the code as its maintainer would says of a finding."""

    TRUE = "true"
    ARGUABLE = "arguable"
    FALSE = "false"


class Authors(Enum):
    """Who has written an application."""

    PEOPLE = "people"
    AI = "ai"


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application in the version that was read: of the package index, or a commit of `owner/name` on GitHub."""

    name: str
    version: str
    authors: Authors
    extent: Extent
    """As its files tell when it is checked anew."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One judge's verdict on one finding."""

    path: str
    function: str
    line: str
    """The digest of the line's text."""
    rule: str
    reason: str
    """The reason for which the rule last found this; empty since it finds it no more."""
    doubted: bool
    """Whether the rule itself doubted it then."""
    verdict: Verdict
    judge: str
    why: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What the verdict is tied to."""
        return self.path, self.function, self.line, self.rule

    def found_for(self, reason: str, *, doubted: bool) -> Judged:
        """The same verdict on what a rule finds, or not, now."""
        return replace(self, reason=reason, doubted=doubted)


def digest_of(line: str) -> str:
    """What a line of code is known by, wherever it stands."""
    return hashlib.sha256(line.strip().encode()).hexdigest()[:12]


def applications() -> list[Application]:
    """The applications that were read, in order."""
    rows = _rows(HERE / "applications.csv")
    return [
        Application(name=r["name"], version=r["version"], authors=Authors(r["authors"]), extent=Extent(r["extent"]))
        for r in rows
    ]


def write_applications(known: Iterable[Application]) -> None:
    """Keep which applications were read."""
    rows = [(each.name, each.version, each.authors.value, each.extent.value) for each in known]
    _write(HERE / "applications.csv", ("name", "version", "authors", "extent"), rows)


def verdicts_of(application: Application) -> list[Judged]:
    """What was judged in one application, in the order of its files."""
    path = _file(application)
    return list(map(_judged, _rows(path))) if path.exists() else []


def _judged(row: Mapping[str, str]) -> Judged:
    return Judged(**{**row, "verdict": Verdict(row["verdict"]), "doubted": bool(row["doubted"])})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "doubted" if value else ""
    return str(value.value) if isinstance(value, Enum) else str(value)


def write_verdicts(application: Application, verdicts: Iterable[Judged]) -> None:
    """Keep what was judged in one application."""
    names = [each.name for each in fields(Judged)]
    ordered = sorted(verdicts, key=lambda each: (*each.place, each.judge))
    _write(_file(application), names, [[_text(getattr(each, name)) for name in names] for each in ordered])


def all_verdicts() -> Iterator[tuple[Application, Judged]]:
    """All verdicts with their applications."""
    for application in applications():
        for each in verdicts_of(application):
            yield application, each


def _file(application: Application) -> Path:
    return FOLDER / f"{application.name.replace('/', '__')}.csv"


def _write(path: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
