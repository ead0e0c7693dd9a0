"""Whether a value is read from the request, as far as the unit tells by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offpath.facts.frameworks.requests import READERS, REQUEST_NAMES, SOURCES
from offpath.facts.symbols import Symbols
from offpath.syntax import tree as t

if TYPE_CHECKING:
    from offpath.facts.flow import Definition


def reads_request(symbols: Symbols, node: t.Expr) -> bool:
    """Whether an expression, through local names, contains something like `request.args[…]` or `self.get_argument(…)`."""
    pending: list[t.Node] = [node]
    seen: set[Definition] = set()
    while pending:
        current = pending.pop()
        if isinstance(current, t.Attribute) and is_request_part(current):
            return True
        if isinstance(current, t.Name):
            for definition in symbols.definitions(current):
                if definition not in seen and definition.value is not None:
                    seen.add(definition)
                    pending.append(definition.value)
        elif not isinstance(current, (t.FunctionDef, t.ClassDef, t.Lambda)):
            pending.extend(current.children())
    return False


def is_request_part(node: t.Attribute) -> bool:
    """Whether an attribute is a part of the request by its name and its root's."""
    base = node.value
    name = base.attr if isinstance(base, t.Attribute) else base.id if isinstance(base, t.Name) else ""
    if name in REQUEST_NAMES and (node.attr in SOURCES or node.attr in READERS):
        return True
    return name == "self" and (
        node.attr in ("kwargs", "path_kwargs") or (node.attr in READERS and "argument" in node.attr)
    )
