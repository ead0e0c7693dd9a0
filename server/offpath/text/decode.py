"""From a file's bytes to text, and back to the same bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_BYTES = 10_000_000
"""The largest file that is read: 10 MB."""

MAX_LINES = 100_000
"""The longest document that is analysed."""

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_NO_STATEMENT = re.compile(rb"[ \t\f]*(?:#|$)")
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class UnreadableText(ValueError):
    """The bytes are no text that can be analysed; the message says why, in words for the user."""

    def __init__(self, cause: str, remedy: str = "exclude it if it is no Python code") -> None:
        super().__init__(cause)
        self.remedy = remedy
        """What can be done about it, in one clause."""


SAVE_AS_UTF8 = "save it as UTF-8"
"""The remedy for text in another encoding."""

_SAVE_AS_UTF8 = "save it as UTF-8, or name its encoding in a coding comment"
_CORRECT_COMMENT = "correct the coding comment"
_SPLIT = "split it, or exclude it"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a file, and what writing it back needs."""

    text: str
    """Every character of the file, the byte order mark left out, line ends as they are."""
    encoding: str = "utf-8"
    """The codec that the text was read with."""
    has_bom: bool = False
    """Whether the file begins with a UTF-8 byte order mark."""

    def encoded(self, text: str | None = None) -> bytes:
        """The bytes of ``text`` (of the own text, if none is given) in this file's encoding, with its byte order mark.

        Raises `UnreadableText` when the encoding has no bytes for a character.
        """
        try:
            data = (self.text if text is None else text).encode(self.encoding)
        except UnicodeError as error:
            raise UnreadableText(f"the text cannot be written as {self.encoding}: {error}") from None
        return codecs.BOM_UTF8 + data if self.has_bom else data


def decode(data: bytes) -> DecodedText:
    """The text of a Python file: UTF-8, or what its coding comment (PEP 263) says.

    Raises `UnreadableText` for what is too large, binary, or not in the encoding it claims.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableText(f"the file is larger than {MAX_BYTES // 1_000_000} MB", _SPLIT)
    if name := marked_as(data):
        raise UnreadableText(f"the file is {name} text, which Python does not read", SAVE_AS_UTF8)
    if b"\0" in data:
        raise UnreadableText("the file is binary: it contains NUL bytes")
    has_bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if has_bom else data
    encoding = _encoding(body, has_bom)
    text = _decoded(body, encoding)
    check_line_count(text.count("\n") + text.count("\r") - text.count("\r\n"))
    return DecodedText(text, encoding, has_bom)


def marked_as(data: bytes) -> str:
    """The encoding other than UTF-8 whose byte order mark a file begins with, as editors and shells of Windows write it."""
    return next((name for mark, name in _OTHER_MARKS if data.startswith(mark)), "")


def check_line_count(lines: int) -> None:
    """Raises `UnreadableText` for a document with more lines than are analysed."""
    if lines > MAX_LINES:
        raise UnreadableText(f"the file is longer than {MAX_LINES:,} lines", _SPLIT)


def _encoding(body: bytes, has_bom: bool) -> str:
    named = _cookie(body)
    if named is None:
        return "utf-8"
    try:
        encoding = codecs.lookup(named).name
    except (LookupError, ValueError):
        raise UnreadableText(f"the coding comment names an unknown encoding: {named}", _CORRECT_COMMENT) from None
    if encoding in ("utf-8", "utf-8-sig"):
        return "utf-8"
    if has_bom:
        raise UnreadableText(f"the byte order mark says UTF-8, the coding comment {named}", _CORRECT_COMMENT)
    return encoding


def _cookie(body: bytes) -> str | None:
    """The encoding that one of the first two lines names; the second counts only after a comment or an empty line."""
    for line in re.split(rb"\r\n|\r|\n", body[:2000], maxsplit=2)[:2]:
        match = _COOKIE.match(line)
        if match:
            return match.group(1).decode("ascii", "replace")
        if not _NO_STATEMENT.match(line):
            return None
    return None


def _decoded(body: bytes, encoding: str) -> str:
    try:
        text = body.decode(encoding)
        faithful = encoding == "utf-8" or text.encode(encoding) == body
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise UnreadableText(f"line {line} is not {encoding} text: {error.reason}", _SAVE_AS_UTF8) from None
    except (LookupError, ValueError, OSError) as error:
        raise UnreadableText(f"the file cannot be read as {encoding}: {error}", _CORRECT_COMMENT) from None
    if not faithful:
        raise UnreadableText(f"the file does not survive being read and written as {encoding}", _SAVE_AS_UTF8)
    return text
