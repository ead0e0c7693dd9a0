"""Where a function's result depends on who is calling without being told by an argument: a session, `current_user`, a context variable.

`ambient_traits` yields `depends on caller PLACE`, where the dotted PLACE says who is calling if it is what it sounds like (`g`, `session`,
`st.session_state`; a unit does not know what its names mean), and `depends on request` where the request says so that the function is handed. What only
lets somebody in or is only counted or logged is none: the result is the same for all who get it.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.requests import REQUEST_NAMES
from offpath.catalogue.words.people import CALLER_WORDS, CALLERS, CREDENTIAL_HEADERS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import Symbols, last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

DEPENDS_ON_CALLER = "depends on caller"
DEPENDS_ON_REQUEST = "depends on request"

BY_NAME = "current_user"
"""A place that needs no proof."""

PLACES = frozenset(
    {
        "flask.session", "quart.session", "streamlit.session_state", "flask.g", "quart.g", "flask.request", "quart.request", "bottle.request",
        "streamlit.user", "streamlit.experimental_user", *CALLERS,
    }
)  # fmt: skip
"""What says who is calling, or holds it, by canonical name."""

_SESSIONS = frozenset({"session", "session_state", "user", "experimental_user"})
_OF_REQUEST = frozenset({"user", "session", "cookies", "authorization", "COOKIES", "current_user", "auth"})
_ANSWERS = frozenset(name.rpartition(".")[2] for name in CALLERS) - {BY_NAME}
_FILLING = frozenset({"append", "add", "extend", "update", "insert", "setdefault", "appendleft", "write"})
_REFUSING = frozenset({"abort", "deny", "forbid", "permission_denied", "stop"})
_MAX_DEPTH = 3


def ambient_traits(own: Nodes, symbols: Symbols) -> Iterator[str]:
    """What a function's own nodes show."""
    reader = Ambient(symbols)
    for node in own.of(t.Name, t.Attribute, t.Subscript, t.Call):
        kind = reader.kind(node)
        if kind and reader.matters(node, 0):
            yield kind


class Ambient:
    """What says who is calling in the functions of one unit."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols

    # -- what says who is calling

    def kind(self, node: t.Expr) -> str:
        """By what a node says who is calling, in the words of the traits, or an empty string."""
        if isinstance(node, t.Name):
            return _depends(BY_NAME) if node.id == BY_NAME and self._outer(node) else ""
        if isinstance(node, t.Call):
            return self._answering(node)
        if isinstance(node, t.Subscript):
            place = self._outer(node.value)
            return _depends(place) if place.rpartition(".")[2] in _SESSIONS else self._header(node)
        assert isinstance(node, t.Attribute)
        place = self._outer(node.value)
        if place.rpartition(".")[2] in _SESSIONS:
            is_method = isinstance(node.parent, t.Call) and node.parent.func is node and node.attr != "get"
            return "" if is_method else _depends(place)
        if place == "g":
            return _depends(place) if CALLER_WORDS.intersection(words(node.attr)) else ""
        return self._of_request(node)

    def _answering(self, call: t.Call) -> str:
        """`get_jwt_identity()`, `current_user_id.get()`."""
        func = call.func
        if isinstance(func, t.Attribute) and func.attr == "get" and call.args:
            return self._credential(func.value, call.args[0])
        if last_name(func) in _ANSWERS:
            return _depends(self._outer(func)) if self._outer(func) else ""
        if not isinstance(func, t.Attribute) or func.attr != "get" or call.args or call.keywords:
            return ""
        place = self._outer(func.value)
        if not place:
            return ""
        return _depends(BY_NAME) if CALLER_WORDS.intersection(words(last_name(func.value))) else _depends(place)

    def _of_request(self, node: t.Attribute) -> str:
        held = node.value
        if isinstance(held, t.Attribute) and held.attr in ("state", "ctx"):
            return self._request(held.value) if CALLER_WORDS.intersection(words(node.attr)) else ""
        return self._request(held) if node.attr in _OF_REQUEST else ""

    def _header(self, node: t.Subscript) -> str:
        return self._credential(node.value, node.index)

    def _credential(self, held: t.Expr, index: t.Expr) -> str:
        """`request.headers["Authorization"]`."""
        key = index.value if isinstance(index, t.Constant) else None
        if isinstance(key, str) and key.lower() in CREDENTIAL_HEADERS and last_name(held) in ("headers", "META"):
            return self._request(held.value) if isinstance(held, t.Attribute) else ""
        return ""

    def _request(self, node: t.Expr) -> str:
        if last_name(node) not in REQUEST_NAMES:
            return ""
        place = self._outer(node)
        return _depends(place) if place else DEPENDS_ON_REQUEST

    def _outer(self, node: t.Expr) -> str:
        """The dotted name of something that the function does not bind itself, or an empty string."""
        name, root = t.dotted(node), t.root(node)
        if name is None or not isinstance(root, t.Name):
            return ""
        return name if all(d.kind == "import" for d in self._symbols.definitions(root)) else ""

    # -- whether the result depends on it

    def matters(self, node: t.Node, depth: int) -> bool:
        """Whether what a node says goes anywhere but into a refusal, a log or a count."""
        child = node
        for outer in node.ancestors():
            if isinstance(outer, (t.If, t.Assert)) and child is outer.test:
                return isinstance(outer, t.If) and not _only_refuses(outer)
            if isinstance(outer, t.Assign) and child is outer.value and depth < _MAX_DEPTH:
                names = [each for each in outer.targets if isinstance(each, t.Name)]
                if len(names) == len(outer.targets):
                    return any(self.matters(read, depth + 1) for name in names for read in self._reads(name))
            if isinstance(outer, t.ExprStmt):
                value = outer.value.value if isinstance(outer.value, t.Await) else outer.value
                return isinstance(value, t.Call) and last_name(value.func) in _FILLING
            if isinstance(outer, t.Stmt):
                return not isinstance(outer, (t.Raise, t.Delete))
            child = outer
        return True

    def _reads(self, name: t.Name) -> Iterator[t.Name]:
        for definition in self._symbols.flow_at(name).by_node.get(name, ()):
            yield from definition.uses


def _depends(place: str) -> str:
    return f"{DEPENDS_ON_CALLER} {place}"


def _only_refuses(branch: t.If) -> bool:
    """Whether a branch only turns somebody away."""
    last = branch.body[-1]
    if branch.orelse:
        return False
    if isinstance(last, t.Raise):
        return True
    return isinstance(last, t.ExprStmt) and isinstance(last.value, t.Call) and last_name(last.value.func) in _REFUSING
