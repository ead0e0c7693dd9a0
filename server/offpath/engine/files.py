"""Files on disk: read as text, and replaced whole."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from offpath.text.decode import MAX_BYTES, DecodedText, UnreadableText, decode


def read_file(path: str) -> DecodedText:
    """The text of a file. Raises `UnreadableText`, in words for the user, for whatever keeps it from being read."""
    try:
        if os.path.getsize(path) > MAX_BYTES:
            raise UnreadableText(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableText(f"the file cannot be read: {error.strerror or error}") from None
    return decode(data)


def replace_file(path: str, data: bytes) -> None:
    """Puts ``data`` in a file's place at once: a reader sees the old file or the new one. Mode and links are kept."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def write_text(path: str, decoded: DecodedText, text: str) -> None:
    """Replaces a file by ``text``, in the encoding and with the byte order mark that it was read with."""
    replace_file(path, decoded.encoded(text))
