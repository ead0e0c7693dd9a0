"""What is caught around calls within their function, by the names as written."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes


def caught_in(own: Nodes) -> dict[t.Call, tuple[str, ...]]:
    """The exceptions that are caught around each call of a function's own nodes, by the last part of their names, the
    innermost first; `*`: all.
    """
    found: dict[t.Call, tuple[str, ...]] = {}
    for each in own.of(t.Try):
        names = [name for handler in each.handlers for name in _names(handler)]
        for node in t.walked(each.body, (t.FunctionDef, t.ClassDef, t.Lambda)):
            if isinstance(node, t.Call):
                found[node] = tuple(dict.fromkeys((*names, *found.get(node, ()))))
    return found


def _names(handler: t.ExceptHandler) -> Iterator[str]:
    if handler.type is None:
        yield "*"
        return
    for each in handler.type.elts if isinstance(handler.type, t.Tuple) else [handler.type]:
        name = last_name(each)
        yield "*" if name in ("Exception", "BaseException") else name
