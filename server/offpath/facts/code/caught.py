"""What is caught around a place within its function, by the names as written."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t


def caught_around(node: t.Node) -> tuple[str, ...]:
    """The exceptions that are caught around a node within its function, by the last part of their names; `*`: all."""
    found: dict[str, None] = {}
    child = node
    for outer in node.ancestors():
        if isinstance(outer, t.Try) and child in outer.body:
            found |= dict.fromkeys(name for handler in outer.handlers for name in _names(handler))
        if isinstance(outer, (t.FunctionDef, t.Lambda)):
            break
        child = outer
    return tuple(found)


def _names(handler: t.ExceptHandler) -> Iterator[str]:
    if handler.type is None:
        yield "*"
        return
    for each in handler.type.elts if isinstance(handler.type, t.Tuple) else [handler.type]:
        name = last_name(each)
        yield "*" if name in ("Exception", "BaseException") else name
