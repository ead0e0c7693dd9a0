"""Whether a value is read from the request, as far as the unit tells by itself."""

from __future__ import annotations

from offpath.catalogue.libraries.requests import READERS, REQUEST_NAMES, SOURCES
from offpath.facts.code.reaching import Reaching
from offpath.facts.code.symbols import Symbols
from offpath.syntax import tree as t


class Requested:
    """What the expressions of one function read from the request."""

    def __init__(self, symbols: Symbols) -> None:
        self._reaching = Reaching(symbols.definitions, _mark, lambda definition: None, _OPAQUE)

    def reads(self, node: t.Expr) -> bool:
        """Whether an expression, through local names, contains something like `request.args[…]` or `self.get_argument(…)`."""
        return bool(self._reaching.of(node))


_OPAQUE = (t.FunctionDef, t.ClassDef, t.Lambda)


def _mark(node: t.Node) -> int:
    return int(isinstance(node, t.Attribute) and is_request_part(node))


def is_request_part(node: t.Attribute) -> bool:
    """Whether an attribute is a part of the request by its name and its root's."""
    base = node.value
    name = base.attr if isinstance(base, t.Attribute) else base.id if isinstance(base, t.Name) else ""
    if name in REQUEST_NAMES and (node.attr in SOURCES or node.attr in READERS):
        return True
    return name == "self" and (
        node.attr in ("kwargs", "path_kwargs") or (node.attr in READERS and "argument" in node.attr)
    )
