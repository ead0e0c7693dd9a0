"""Connections that are taken out of a pool and given back, told by what is called: the traits `TAKES_OUT` and `GIVES_BACK` of functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

TAKES_OUT = "borrows from a pool"
"""The function returns a connection that it has taken out of a pool."""

GIVES_BACK = "gives back to a pool"
"""The function gives back what it is handed."""


def pooled_traits(function: t.FunctionDef, nodes: Nodes) -> Iterator[str]:
    """What a function's own nodes show."""
    taken = {name for node in nodes.of(t.Assign) for name in _bound_to_taken(node)}
    returned = [node.value for node in nodes.of(t.Return) if node.value is not None]
    if any((isinstance(each, t.Name) and each.id in taken) or takes_out(_awaited(each)) for each in returned):
        yield TAKES_OUT
    own = {param.name for param in function.params}
    if any(given_back(node) & own for node in nodes.of(t.Call)):
        yield GIVES_BACK


def takes_out(node: t.Expr) -> bool:
    """Whether an expression takes a connection out of a pool: `pool.getconn()`, `pool.acquire()`."""
    if not isinstance(node, t.Call) or not isinstance(node.func, t.Attribute):
        return False
    if node.func.attr in ("getconn", "get_conn"):
        return True
    return node.func.attr in ("acquire", "get_connection") and "pool" in words(last_name(node.func.value))


def given_back(call: t.Call) -> frozenset[str]:
    """The names of what a call gives back to a pool."""
    name = last_name(call.func)
    is_pool = isinstance(call.func, t.Attribute) and "pool" in words(last_name(call.func.value))
    if name in ("putconn", "put_conn", "release_connection", "return_connection") or (name == "release" and is_pool):
        return names_of(call.args)
    return frozenset()


def names_of(arguments: Iterable[t.Expr]) -> frozenset[str]:
    """The names among arguments."""
    return frozenset(each.id for each in arguments if isinstance(each, t.Name))


def _bound_to_taken(node: t.Node) -> Iterator[str]:
    if isinstance(node, t.Assign) and takes_out(_awaited(node.value)):
        yield from (target.id for target in node.targets if isinstance(target, t.Name))


def _awaited(node: t.Expr) -> t.Expr:
    return node.value if isinstance(node, t.Await) else node
