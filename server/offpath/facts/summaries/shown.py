"""Reads of many records that a function shows, whoever asks for them: nothing in them is the caller's."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

_MOST_STEPS = 5
"""So many names may stand between what is read and what is answered."""
_MOST_NODES = 400


class Shown:
    """Judges the reads of one function; ``own`` are its own nodes."""

    def __init__(self, own: Nodes) -> None:
        self._own = own
        self._bound: dict[str, list[t.Expr]] = {}
        for target, value in _bindings(own):
            self._bound.setdefault(target, []).append(value)
        self._asks_who = any(map(_asks_who, own.of(t.If, t.IfExp, t.Comprehension)))

    def to_all(self, access: DataAccess) -> bool:
        """Whether many records are read and answered, and nothing asks who comes; what they are picked by, the filters say."""
        if not access.reads or access.one or access.scalar or access.locks or access.owner is not None:
            return False
        return not self._asks_who and not self._speaks_of_caller(access) and self._is_answered(access)

    def _speaks_of_caller(self, access: DataAccess) -> bool:
        made_of = (access.call, access.statement_node, *(value for _, value in access.parameters))
        pending: list[t.Node] = [each for each in made_of if each is not None]
        seen: set[t.Node] = set()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            if _names_caller(node) or len(seen) > _MOST_NODES:
                return True
            if isinstance(node, t.Name):
                pending.extend(self._bound.get(node.id, ()))
            pending.extend(node.children())
        return False

    def _is_answered(self, access: DataAccess) -> bool:
        holders: set[str] = set()
        read = frozenset((access.call, *access.results))
        answers = [n.value for n in self._own.of(t.Return, t.Yield) if n.value is not None]
        for _ in range(_MOST_STEPS):
            if any(_holds(answer, read, holders) for answer in answers):
                return True
            more = {
                target
                for target, values in self._bound.items()
                if target not in holders and any(_holds(value, read, holders) for value in values)
            }
            if not more:
                return False
            holders |= more
        return False


def _bindings(own: Nodes) -> Iterator[tuple[str, t.Expr]]:
    """The names of a function with what is bound to them, gone through into them, or put into what they hold."""
    for node in own.of(t.Assign, t.AnnAssign, t.AugAssign, t.NamedExpr, t.For, t.Call):
        if isinstance(node, t.Assign):
            for target in node.targets:
                holder = t.root(target) if isinstance(target, (t.Subscript, t.Attribute)) else target
                yield from ((name.id, node.value) for name in holder.walk() if isinstance(name, t.Name))
        elif isinstance(node, (t.AnnAssign, t.AugAssign)) and node.value is not None:
            holder = t.root(node.target)
            if isinstance(holder, t.Name):
                yield holder.id, node.value
        elif isinstance(node, t.NamedExpr):
            yield node.target.id, node.value
        elif isinstance(node, t.For):
            yield from ((name.id, node.iter) for name in node.target.walk() if isinstance(name, t.Name))
        elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _PUTTING:
            holder = t.root(node.func)
            if isinstance(holder, t.Name):
                yield from ((holder.id, each) for each in (*node.args, *(k.value for k in node.keywords)))


_PUTTING = frozenset({"append", "extend", "update", "add", "setdefault", "insert"})


def _holds(node: t.Node, read: frozenset[t.Expr], holders: set[str]) -> bool:
    """Whether a value holds the records themselves, not only how many there are or what they come to."""
    if node in read or (isinstance(node, t.Name) and node.id in holders):
        return True
    if isinstance(node, (t.FunctionDef, t.ClassDef, t.Compare)):
        return False
    if isinstance(node, t.Call) and last_name(node.func) in (_SUMMING if isinstance(node.func, t.Name) else _COUNTED):
        return False
    return any(_holds(each, read, holders) for each in node.children())


_SUMMING = frozenset(
    {"len", "sum", "count", "any", "all", "min", "max", "bool", "exists", "mean", "median", "isinstance"}
)
_COUNTED = frozenset({"count", "sum", "exists", "mean", "median", "aggregate"})


_WHO = frozenset(
    {"current", "user", "account", "member", "principal", "identity", "claims", "caller", "viewer", "actor", "tenant", "org", "organization",
     "organisation", "workspace", "team", "owner", "uid", "sub", "jwt", "profile", "customer", "employee", "household", "family", "company",
     "me", "session", "scope", "scoped", "visible", "accessible", "permitted", "allowed", "mine", "own"}
)  # fmt: skip
"""Words in names of what a query may be narrowed by to the caller's own."""


def _names_caller(node: t.Node) -> bool:
    if isinstance(node, t.Name):
        return node.id[:1].islower() and node.id != "session" and not _WHO.isdisjoint(words(node.id))
    if isinstance(node, t.Attribute):
        root = t.root(node)
        is_column = isinstance(root, t.Name) and root.id[:1].isupper()
        return not is_column and node.attr != "session" and not _WHO.isdisjoint(words(node.attr))
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
        return not _WHO.isdisjoint(words(node.index.value))
    return False


def _asks_who(node: t.Node) -> bool:
    """Whether a condition of the function asks about the caller: what is shown then may depend on them."""
    if isinstance(node, (t.If, t.IfExp)):
        return _asks_about_caller(node.test)
    if isinstance(node, t.Comprehension):
        return any(map(_asks_about_caller, node.ifs))
    return False


def _asks_about_caller(test: t.Expr) -> bool:
    names = (last_name(each) for each in test.walk() if isinstance(each, (t.Name, t.Attribute)))
    return any(not _ASKED.isdisjoint(words(name)) for name in names)


_ASKED = (_WHO - {"session", "scope", "own", "me", "customer", "company", "employee"}) | {
    "admin",
    "staff",
    "role",
    "roles",
    "superuser",
    "permission",
    "permissions",
}
