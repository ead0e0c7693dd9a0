"""The reports of a project's last run, kept on disk: for each file what was said of it, and what that rests on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from offpath.engine.memory import keeping
from offpath.engine.memory.keeping import code_digest, digest_of

_FORMAT = 3
_SIZES = 3
"""Into so many parts the bytes of a report's record fall."""


@dataclass(frozen=True)
class ProjectDigests:
    """All that the reports of a project come from, besides offpath itself."""

    project: str
    """A digest of the settings that facts depend on, of where modules begin, and of how large the project is."""
    files: Mapping[str, tuple[str, str]]
    """By path from the root: the digests of a file's bytes (empty where it cannot be read) and of its settings."""

    @cached_property
    def digest(self) -> str:
        """Two states with the same digest are the same."""
        return digest_of(json.dumps([self.project, sorted(self.files.items())]).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The report on one file, and what it rests on."""

    path: str
    """From the root, with `/`."""
    text: str
    """A digest of the bytes that were checked."""
    module: str
    """The dotted name that the file had."""
    shown: tuple[str, ...]
    """The paths of other files in which its findings show a place; an empty one where there was no such file."""
    lines: int
    report: bytes
    """A `RunFile`, packed; empty where there is nothing to say."""
    bodies: bytes
    """Digests of the keys of bodies that its answers rest on."""
    answers: bytes
    """Every question that was asked of the project, with its answer and the bodies behind it, packed."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The reports that hold in one state of a project."""

    state: ProjectDigests
    names: str
    """A digest of all modules' names."""
    reports: Mapping[str, Kept]


def snapshot_file(root: str, variant: str, folder: Path) -> Path:
    """Where the reports of a project are kept. Runs with other settings of the command line are another ``variant``."""
    return folder / f"{digest_of(os.fsencode(root))}-{digest_of(variant.encode())[:8]}.reports"


def load(file: Path) -> Snapshot | None:
    """What was kept; None when there is nothing, or nothing whole that this offpath wrote for this user."""
    data = keeping.content_of(file, _header())
    if not data:
        return None
    try:
        return _read(list(keeping.records_in(data)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def store(file: Path, snapshot: Snapshot) -> None:
    """Keeps reports in the place of older ones, at once or not at all."""
    state = snapshot.state
    head = json.dumps([state.project, dict(state.files), snapshot.names, len(snapshot.reports)]).encode()
    keeping.write(file, _header(), [head, *map(_record, snapshot.reports.values())])


def _read(records: list[bytes | None]) -> Snapshot | None:
    if not records or None in records:
        return None
    head, *rest = [each for each in records if each is not None]
    project, files, names, count = json.loads(head)
    if len(rest) != count:
        return None
    state = ProjectDigests(str(project), {path: _pair(each) for path, each in files.items()})
    return Snapshot(state, str(names), {kept.path: kept for kept in map(_kept, rest)})


def _pair(value: Any) -> tuple[str, str]:
    first, second = value
    return str(first), str(second)


def _record(kept: Kept) -> bytes:
    parts = (kept.report, kept.bodies, kept.answers)
    about = [kept.path, kept.text, kept.module, kept.shown, kept.lines, [len(part) for part in parts]]
    return json.dumps(about).encode() + b"\n" + b"".join(parts)


def _kept(record: bytes) -> Kept:
    about, _, data = record.partition(b"\n")
    path, text, module, shown, lines, sizes = json.loads(about)
    if len(sizes) != _SIZES or sum(sizes) != len(data):
        raise ValueError("the record is not whole")
    report, bodies, answers = _parts(data, sizes)
    return Kept(
        path=str(path),
        text=str(text),
        module=str(module),
        shown=tuple(map(str, shown)),
        lines=int(lines),
        report=report,
        bodies=bodies,
        answers=answers,
    )


def _parts(data: bytes, sizes: Iterable[int]) -> list[bytes]:
    parts, at = [], 0
    for size in sizes:
        parts.append(data[at : at + size])
        at += size
    return parts


def _header() -> bytes:
    return b"offpath reports %d %b\n" % (_FORMAT, code_digest().encode())
