"""How a statement is written: the case of its keywords, its quotation marks, its lines."""

from __future__ import annotations

import re

from offpath.facts.stores.sql.lexer import Token

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RESERVED = frozenset(
    {"all", "check", "column", "default", "desc", "end", "from", "group", "grant", "index", "key", "limit"}
    | {"order", "primary", "references", "select", "table", "to", "union", "unique", "user", "using", "where"}
)


def in_case_of(keyword: str, sample: str) -> str:
    """The keyword in the case of another one.

    >>> in_case_of("AND", "where")
    'and'
    """
    return keyword.lower() if sample.islower() else keyword.upper()


def quoted_like(name: str, sample: str | None) -> str | None:
    """A column name in the quotation marks of another; `None` when it needs marks and nothing shows which.

    >>> quoted_like("user_id", '"id"'), quoted_like("user_id", "id"), quoted_like("order", None)
    ('"user_id"', 'user_id', None)
    """
    mark = sample[0] if sample and sample[0] in '"`[' else ""
    if mark:
        return f"{mark}{name}{']' if mark == '[' else mark}"
    return name if _PLAIN_NAME.match(name) and name.lower() not in _RESERVED else None


def newline_of(text: str) -> str:
    """The line end that the text uses."""
    return "\r\n" if "\r\n" in text else "\n"


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def indentation(text: str, offset: int) -> str:
    """The space at the start of the line of an offset."""
    start = line_start(text, offset)
    return text[start : start + len(text[start:]) - len(text[start:].lstrip(" \t"))]


def opens_line(text: str, token: Token) -> bool:
    """Whether the token is the first of a line that is not the text's first."""
    start = line_start(text, token.start)
    return start > 0 and not text[start : token.start].strip()


def closes_line(text: str, token: Token) -> bool:
    """Whether only space, or a comment, follows the token on its line, and a line follows."""
    end = text.find("\n", token.end)
    rest = text[token.end : end].strip() if end >= 0 else "x"
    return not rest or rest.startswith("--")
