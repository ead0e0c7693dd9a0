"""The value of a Python string literal, and where each of its characters was written."""

from __future__ import annotations

import re
import unicodedata

_ESCAPE = re.compile(r"\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]+\}|[\s\S])")
_SIMPLE = {
    "\n": "", "\r\n": "", "\r": "", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b",
    "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip


def unescape(content: str) -> str:
    r"""The value of a non-raw literal's content: `a\tb` (4 characters) → `a<TAB>b`."""
    return _ESCAPE.sub(_escape_value, content) if "\\" in content else content


def written_offset(content: str, raw: bool, value_offset: int) -> int:
    """Where, in the content as written, the value's character number `value_offset` begins."""
    if raw or "\\" not in content:
        return value_offset
    produced = position = 0
    for match in _ESCAPE.finditer(content):
        plain = match.start() - position
        if produced + plain >= value_offset:
            return position + (value_offset - produced)
        produced += plain + len(_escape_value(match))
        position = match.end()
        if produced >= value_offset:
            return position
    return position + (value_offset - produced)


def _escape_value(match: re.Match[str]) -> str:
    body = match.group(1)
    if body in _SIMPLE:
        return _SIMPLE[body]
    kind = body[0]
    try:
        if kind in "xuU" and len(body) > 1:
            return chr(int(body[1:], 16))
        if kind == "N" and len(body) > 1:
            return unicodedata.lookup(body[2:-1])
        if kind in "01234567":
            return chr(int(body, 8))
    except (KeyError, ValueError, OverflowError):
        pass
    return match.group(0)
