"""What closed files contribute, kept on disk between runs: by path, content and offpath's own version.

A cache is a header and records, one a file, written behind each other as files are read: whenever it ends, what was read
until then is there. The last record of a path counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pickle
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from struct import Struct
from time import time
from typing import Any

from offpath.engine.files import replace_file
from offpath.facts.summaries.contribution import Contribution

_FORMAT = 3
_FRAME = Struct("<I16s")
"""A record's length and digest."""
_FEW = 100
"""So many old records are no burden."""
_LEFT_SECONDS = 3600.0
"""A temporary file of this age is nobody's."""
_TRUSTED = ("offpath.facts.",)
_BUILTINS = frozenset({"frozenset", "set", "complex", "bytearray"})


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


def digest_of(data: bytes) -> str:
    """A digest of a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def packed(contributions: tuple[Contribution, ...]) -> bytes:
    """Contributions as bytes."""
    return pickle.dumps(contributions, protocol=5)


def unpacked(data: bytes) -> tuple[Contribution, ...]:
    """The contributions in ``data``. Raises `pickle.UnpicklingError` for anything else; nothing foreign is made."""
    found = _Unpickler(io.BytesIO(data)).load()
    if not isinstance(found, tuple) or not all(isinstance(each, Contribution) for each in found):
        raise pickle.UnpicklingError("no contributions")
    return found


class _Unpickler(pickle.Unpickler):
    """Makes values of the facts layer only: a tampered cache file must not be able to run anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module.startswith(_TRUSTED) and "." not in name) or (module == "builtins" and name in _BUILTINS):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:  # not one that the module only imports
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong here")


def cache_file(root: str, folder: Path | None = None) -> Path:
    """Where the cache of a project is kept."""
    if folder is None:
        from platformdirs import user_cache_path

        folder = user_cache_path("offpath", appauthor=False)
    return folder / f"{digest_of(os.fsencode(root))}.index"


def load(file: Path) -> Remembered:
    """What is in a cache; nothing when there is none, or none that this offpath wrote for this user."""
    try:
        with open(file, "rb") as stream:
            if not _is_own(stream.fileno()) or stream.read(len(_header())) != _header():
                return Remembered()
            data = stream.read()
    except OSError:
        return Remembered()
    files: dict[str, CachedFile] = {}
    records, at, damaged = 0, 0, False
    while at < len(data) and not damaged:
        end = at + _FRAME.size
        size, digest = _FRAME.unpack(data[at:end]) if end <= len(data) else (0, b"")
        record = data[end : end + size]
        found = _read(record) if _digest(record) == digest else None
        damaged = found is None
        if found is not None:
            files[found[0]] = found[1]
        records += 1
        at = end + size
    return Remembered(files, records, damaged)


def add(file: Path, files: Mapping[str, CachedFile]) -> None:
    """Writes what was read lately behind what is there. Without it the next start is only slower."""
    with contextlib.suppress(OSError):
        if _begins_well(file):
            with open(os.open(file, os.O_WRONLY | os.O_APPEND), "ab", 0) as stream:
                stream.write(_records(files))
        else:
            store(file, files)


def store(file: Path, files: Mapping[str, CachedFile]) -> None:
    """Writes a cache anew, at once or not at all."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_up(file)
        if file.exists() and not _begins_well(file):
            file.unlink()  # its mode and owner are not to be kept
        replace_file(str(file), _header() + _records(files))


def _begins_well(file: Path) -> bool:
    try:
        with open(file, "rb") as stream:
            return _is_own(stream.fileno()) and stream.read(len(_header())) == _header()
    except OSError:
        return False


def _is_own(descriptor: int) -> bool:
    """Whether nobody else can have written the file."""
    status = os.fstat(descriptor)
    mine = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
    return mine and stat.S_ISREG(status.st_mode)


def _clear_up(file: Path) -> None:
    """Removes what writers that were ended in the middle have left."""
    for left in file.parent.glob(f".{file.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if time() - left.stat().st_mtime > _LEFT_SECONDS:
                left.unlink()


def _records(files: Mapping[str, CachedFile]) -> bytes:
    return b"".join(_record(path, file) for path, file in files.items())


def _record(path: str, file: CachedFile) -> bytes:
    about = json.dumps([path, file.stamp.modified, file.stamp.size, file.digest]).encode()
    data = about + b"\n" + file.contributions
    return _FRAME.pack(len(data), _digest(data)) + data


def _read(record: bytes) -> tuple[str, CachedFile] | None:
    about, _, contributions = record.partition(b"\n")
    try:
        path, modified, size, digest = json.loads(about)
    except (ValueError, TypeError):
        return None
    return path, CachedFile(Stamp(modified, size), digest, contributions)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _header() -> bytes:
    return b"offpath index %d %b\n" % (_FORMAT, code_digest().encode())


@cache
def code_digest() -> str:
    """A digest of the code that contributions come from: any change in it makes them invalid, released or not."""
    package = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=16)
    for layer in ("text", "syntax", "facts"):
        for file in sorted((package / layer).rglob("*.py")):
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
