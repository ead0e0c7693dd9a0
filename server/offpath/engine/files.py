"""Files on disk: read as text, and replaced whole."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable

from offpath.text.decode import MAX_BYTES, DecodedText, UnreadableText, decode

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_file(path: str) -> DecodedText:
    """The text of a file. Raises `UnreadableText`, in words for the user, for whatever keeps it from being read."""
    return decode(read_bytes(path, MAX_BYTES))


def read_bytes(path: str, most: int) -> bytes:
    """A file's bytes, if there are not more. Raises `UnreadableText`, also for what is no file: reading from a pipe or
    a device may never end.
    """
    try:
        _demand_file(os.stat(path), most)
        with open(path, "rb", opener=_without_waiting) as file:
            _demand_file(os.fstat(file.fileno()), most)
            data = file.read(most + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    except ValueError as error:  # a name with a NUL
        if isinstance(error, UnreadableText):
            raise
        raise UnreadableText(f"the file cannot be read: {error}") from None
    if len(data) > most:
        raise _too_large(most)
    return data


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _demand_file(seen: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(seen.st_mode):
        what = next((words for test, words in _KINDS if test(seen.st_mode)), "something else")
        raise UnreadableText(f"it is no file but {what}", "remove or exclude it")
    if seen.st_size > most:
        raise _too_large(most)


def _too_large(most: int) -> UnreadableText:
    return UnreadableText(f"the file is larger than {most // 1_000_000} MB", "split it, or exclude it")


def _unreadable(path: str, error: OSError) -> UnreadableText:
    if error.errno == errno.ELOOP:
        return UnreadableText("it is a link that leads back to itself", "remove or exclude it")
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return UnreadableText("it is a link that leads nowhere", "remove or exclude it")
    if isinstance(error, FileNotFoundError):
        return UnreadableText("the file has gone while offpath ran", "run offpath again")
    remedy = "allow it to be read, or exclude it" if isinstance(error, PermissionError) else "repair or exclude it"
    return UnreadableText(f"the file cannot be read: {error.strerror or error}", remedy)


class NotWritten(Exception):
    """A file that is left alone on purpose; the message says why, in words for the user."""


def demand_writable(path: str, inside: Iterable[str]) -> None:
    """Raises `NotWritten` for a file that only looks as if it lay in one of these folders, or that stands under another
    name as well, or that its mode protects: whoever asked for a change inside did not ask for one there.
    """
    target = os.path.realpath(path)
    if not any(_lies_in(target, os.path.realpath(folder)) for folder in inside):
        raise NotWritten(f"the link leads out of what is checked, to {target}")
    seen = os.stat(target)
    if not seen.st_mode & _ANYBODY_WRITES or not os.access(target, os.W_OK):
        raise NotWritten("the file is read-only")
    if seen.st_nlink > 1:
        raise NotWritten("the file has another name (a hard link), which would keep the old text or change as well")


_ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def _lies_in(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def replace_file(path: str, data: bytes) -> None:
    """Puts ``data`` in a file's place at once: a reader sees the old file or the new one. Mode, owner and links are kept."""
    target = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(prefix=".offpath-", suffix=".tmp", dir=os.path.dirname(target) or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            _dress(temporary, os.stat(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _dress(path: str, seen: os.stat_result) -> None:
    """Gives a file another one's owner, as far as the system allows, and its mode."""
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(path, seen.st_uid, seen.st_gid)
    os.chmod(path, stat.S_IMODE(seen.st_mode))


def write_text(path: str, decoded: DecodedText, text: str) -> None:
    """Replaces a file by ``text``, in the encoding and with the byte order mark that it was read with."""
    replace_file(path, decoded.encoded(text))
