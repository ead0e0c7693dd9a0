"""Which names a whole file mentions: what a fix that binds a name in the module must not take from the other units."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable

_NAMES = re.compile(r"[^\W\d]\w*")
_F_STRING = re.compile(r"[rR]?[fFtT][rR]?[\"']")


def are_free(text: str, names: Iterable[str]) -> bool:
    """Whether nothing in a file means anything by these names; False where that cannot be told."""
    wanted = set(names)
    if not wanted:
        return True
    mentioned = _mentioned(text)
    return mentioned is not None and wanted.isdisjoint(mentioned)


def _mentioned(text: str) -> set[str] | None:
    """The names of a file, those in f-strings too, those of attributes not; None where it imports names that are not seen."""
    found: set[str] = set()
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME and before != ".":
                found.add(token.string)
            elif token.type == tokenize.STRING and _F_STRING.match(token.string):
                found.update(_NAMES.findall(token.string))
            elif token.string == "*" and before == "import":
                return None
            before = token.string
    except (tokenize.TokenError, SyntaxError):
        return None
    return found
