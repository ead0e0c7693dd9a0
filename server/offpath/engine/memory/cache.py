"""What files contribute, kept on disk between runs: by path, content and offpath's own version.

A cache is records, one a file, written behind each other as files are read: whenever it ends, what was read until then is
there. The last record of a path counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from offpath.engine.memory import keeping, trusted
from offpath.engine.memory.keeping import code_digest, digest_of
from offpath.engine.memory.trusted import Untrusted
from offpath.facts.summaries.contribution import Contribution

_FORMAT = 4
_FEW = 100
"""So many old records are no burden."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells cheaply that a file has not changed."""

    modified: int
    """In nanoseconds."""
    size: int

    @classmethod
    def of(cls, path: str) -> Stamp | None:
        """The stamp of a file now; None when there is none."""
        try:
            status = os.stat(path)
        except OSError:
            return None
        return cls(status.st_mtime_ns, status.st_size)


@dataclass(frozen=True, slots=True)
class CachedFile:
    """What one file contributes."""

    stamp: Stamp
    digest: str
    """Of the file's bytes."""
    contributions: bytes
    """As `packed` makes them; unpacked when needed."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is in a cache."""

    files: Mapping[str, CachedFile] = field(default_factory=dict)
    records: int = 0
    damaged: bool = False
    """Whether its end cannot be read."""

    def needs_tidying(self, used: int) -> bool:
        """Whether more of it is old than is of use, or nothing could be written behind it."""
        return self.damaged or self.records > 2 * used + _FEW


def packed(contributions: tuple[Contribution, ...]) -> bytes:
    """Contributions as bytes."""
    return trusted.packed(contributions)


def unpacked(data: bytes) -> tuple[Contribution, ...]:
    """The contributions in ``data``. Raises `Untrusted` for anything else; nothing foreign is made."""
    found = trusted.unpacked(data)
    if not isinstance(found, tuple) or not all(isinstance(each, Contribution) for each in found):
        raise Untrusted("no contributions")
    return found


def cache_file(root: str, folder: Path) -> Path:
    """Where the cache of a project is kept."""
    return folder / f"{digest_of(os.fsencode(root))}.index"


def load(file: Path) -> Remembered:
    """What is in a cache; nothing when there is none, or none that this offpath wrote for this user."""
    data = keeping.content_of(file, _header())
    files: dict[str, CachedFile] = {}
    records, damaged = 0, False
    for record in keeping.records_in(data or b""):
        found = _read(record) if record is not None else None
        records += 1
        damaged = found is None
        if found is None:
            break
        files[found[0]] = found[1]
    return Remembered(files, records, damaged)


def add(file: Path, files: Mapping[str, CachedFile]) -> None:
    """Writes what was read lately behind what is there. Without it the next start is only slower."""
    keeping.append(file, _header(), _records(files))


def store(file: Path, files: Mapping[str, CachedFile]) -> None:
    """Writes a cache anew, at once or not at all."""
    keeping.write(file, _header(), _records(files))


def _records(files: Mapping[str, CachedFile]) -> list[bytes]:
    return [_record(path, file) for path, file in files.items()]


def _record(path: str, file: CachedFile) -> bytes:
    about = json.dumps([path, file.stamp.modified, file.stamp.size, file.digest]).encode()
    return about + b"\n" + file.contributions


def _read(record: bytes) -> tuple[str, CachedFile] | None:
    about, _, contributions = record.partition(b"\n")
    try:
        path, modified, size, digest = json.loads(about)
    except (ValueError, TypeError):
        return None
    return path, CachedFile(Stamp(modified, size), digest, contributions)


def _header() -> bytes:
    return b"offpath index %d %b\n" % (_FORMAT, code_digest().encode())
