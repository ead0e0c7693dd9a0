"""What closed files contribute, kept on disk between runs: by path, content and offpath's own version."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from offpath.engine.files import replace_file
from offpath.facts.contribution import Contribution

_FORMAT = 1
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
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong here")


class _Plain(pickle.Unpickler):
    """Makes no object of any class."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} does not belong here")


def cache_file(root: str, folder: Path | None = None) -> Path:
    """Where the cache of a project is kept."""
    if folder is None:
        from platformdirs import user_cache_path

        folder = user_cache_path("offpath", appauthor=False)
    return folder / f"{digest_of(os.fsencode(root))}.index"


def load(file: Path) -> dict[str, CachedFile]:
    """The cached files by path; empty when there is no cache, or none that this offpath wrote."""
    try:
        content = _Plain(io.BytesIO(file.read_bytes())).load()
        if content["code"] != code_digest() or content["format"] != _FORMAT:
            return {}
        return {path: CachedFile(Stamp(*stamp), *rest) for path, (stamp, *rest) in content["files"].items()}
    except (OSError, EOFError, pickle.UnpicklingError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return {}


def store(file: Path, files: Mapping[str, CachedFile]) -> None:
    """Writes the cache, at once or not at all: without it the next start is only slower."""
    plain = {
        path: ((each.stamp.modified, each.stamp.size), each.digest, each.contributions) for path, each in files.items()
    }
    data = pickle.dumps({"format": _FORMAT, "code": code_digest(), "files": plain}, protocol=5)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(str(file), data)


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
