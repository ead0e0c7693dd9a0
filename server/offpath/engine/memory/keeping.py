"""Files of ours in the user's cache folder: readable by the user alone, believed only if nobody else can have written them,
and bounded in number, size and age.

Each is a header, which names the offpath that wrote it, and records with their digests: what is damaged, cut off, or from
another offpath is as good as not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from struct import Struct
from time import time

from offpath.engine.files import replace_file

_FRAME = Struct("<I16s")
"""A record's length and digest."""
_LEFT_SECONDS = 3600.0
"""A temporary file of this age is nobody's."""
_MOST_FILES = 2_000
_MOST_BYTES = 1_000_000_000
_MOST_SECONDS = 60 * 86_400.0
"""What has not been used for so long is removed."""
_SUFFIXES = (".index", ".reports")
_LAYERS = ("text", "syntax", "catalogue", "facts", "detect", "repair", "rules", "engine")
_SOURCES = (".py", ".toml", ".json")
_PARSERS = ("tree_sitter", "tree_sitter_python", "libcst")
"""The libraries on whose version results depend."""


def users_folder() -> Path:
    """The user's own cache folder for offpath, or where `OFFPATH_CACHE_DIR` says."""
    chosen = os.environ.get("OFFPATH_CACHE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("offpath", appauthor=False)


def digest_of(data: bytes) -> str:
    """A digest of some bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def framed(record: bytes) -> bytes:
    """A record with its length and digest."""
    return _FRAME.pack(len(record), _digest(record)) + record


def records_in(data: bytes) -> Iterator[bytes | None]:
    """The records of a file without its header, in order; at the first that is damaged None, and no more."""
    at = 0
    while at < len(data):
        end = at + _FRAME.size
        size, digest = _FRAME.unpack(data[at:end]) if end <= len(data) else (0, b"")
        record = data[end : end + size]
        if _digest(record) != digest:
            yield None
            return
        yield record
        at = end + size


def content_of(file: Path, header: bytes) -> bytes | None:
    """What stands behind the header; None for a file that is not there, not this header's, or that others could write."""
    try:
        with open(file, "rb") as stream:
            if not _is_own(stream.fileno()) or stream.read(len(header)) != header:
                return None
            return stream.read()
    except OSError:
        return None


def begins_well(file: Path, header: bytes) -> bool:
    """Whether a file is the user's own and has this header."""
    try:
        with open(file, "rb") as stream:
            return _is_own(stream.fileno()) and stream.read(len(header)) == header
    except OSError:
        return False


def write(file: Path, header: bytes, records: Iterable[bytes]) -> None:
    """Writes a file anew, at once or not at all. Without it the next start is only slower, so that no failure is told."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists() and not begins_well(file, header):
            file.unlink()  # its mode and owner are not to be kept
        replace_file(str(file), header + b"".join(map(framed, records)))


def append(file: Path, header: bytes, records: Iterable[bytes]) -> None:
    """Writes records behind what is there."""
    with contextlib.suppress(OSError):
        if begins_well(file, header):
            with open(os.open(file, os.O_WRONLY | os.O_APPEND), "ab", 0) as stream:
                stream.write(b"".join(map(framed, records)))
        else:
            write(file, header, records)


def used(file: Path) -> None:
    """Notes that a file was of use, so that it is not the first to be removed."""
    with contextlib.suppress(OSError):
        os.utime(file)


def kept_files(folder: Path) -> list[Path]:
    """All files of ours in a folder, in order."""
    try:
        return sorted(each for each in folder.iterdir() if _is_ours(each) and each.is_file() and not each.is_symlink())
    except OSError:
        return []


def keep_bounded(
    folder: Path, *, most_files: int = _MOST_FILES, most_bytes: int = _MOST_BYTES, most_seconds: float = _MOST_SECONDS
) -> None:
    """Removes what has not been used for long, and where there is too much, what was used longest ago.

    It looks at the whole folder: once a run, or once for a project that an editor works in.
    """
    _clear_up(folder)
    found = []
    for file in kept_files(folder):
        with contextlib.suppress(OSError):
            seen = file.stat()
            found.append((seen.st_mtime, seen.st_size, file))
    now, size = time(), 0
    for number, (modified, own, file) in enumerate(sorted(found, reverse=True)):
        size += own
        if number >= most_files or size > most_bytes or now - modified > most_seconds:
            with contextlib.suppress(OSError):
                file.unlink()


@cache
def code_digest() -> str:
    """A digest of all that results come from besides texts and settings: our code, the parsers, this Python. Any change in
    it makes what is kept invalid, released or not.
    """
    surroundings = repr((sys.version, *map(_version_of, _PARSERS)))
    return digest_of((surroundings + digest_of_package(Path(__file__).parents[2])).encode())


def digest_of_package(package: Path) -> str:
    """A digest of the layers that results come from: code, and what the catalogue's files say."""
    digest = hashlib.blake2b(digest_size=16)
    for layer in _LAYERS:
        for file in sorted(each for each in (package / layer).rglob("*") if each.suffix in _SOURCES):
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _version_of(library: str) -> tuple[object, ...]:
    """What tells an installed library from another version of it; it is not imported for that."""
    found = importlib.util.find_spec(library)
    if found is None or found.origin is None:
        return (library,)
    folder = Path(found.origin).parent
    described = sorted(each.name for each in folder.parent.glob(f"{library}-*.dist-info"))
    status = os.stat(found.origin)
    return library, described, status.st_size, status.st_mtime_ns


def _is_ours(file: Path) -> bool:
    return file.suffix in _SUFFIXES or (file.name.startswith(".offpath-") and file.suffix == ".tmp")


def _is_own(descriptor: int) -> bool:
    """Whether nobody else can have written the file."""
    status = os.fstat(descriptor)
    mine = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
    return mine and stat.S_ISREG(status.st_mode)


def _clear_up(folder: Path) -> None:
    """Removes what writers that were ended in the middle have left."""
    for left in folder.glob(".offpath-*.tmp"):
        with contextlib.suppress(OSError):
            if time() - left.stat().st_mtime > _LEFT_SECONDS:
                left.unlink()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
