"""Functions that answer with an entry of what their module keeps: `return jobs[job_id]`.

`kept_traits` yields `answers kept NAME` for the name of the container, as the function knows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

ANSWERS_KEPT = "answers kept "


def kept_traits(node: t.FunctionDef, own: Nodes) -> Iterator[str]:
    """What a function's own nodes show."""
    returned = [n.value for n in own.of(t.Return) if n.value is not None]
    if not returned:
        return
    local = local_names(node, own)
    entries = {name: kept for name, kept in entries_of(own, local).items() if kept}
    for value in returned:
        for part in value.walk():
            kept = container_of(part, local) if isinstance(part, t.Expr) else ""
            if isinstance(part, t.Name):
                kept = entries.get(part.id, "")
            if kept:
                yield ANSWERS_KEPT + kept


def local_names(node: t.FunctionDef, own: Nodes) -> frozenset[str]:
    """The names that a function binds itself."""
    found = {param.name for param in node.params}
    for each in own.of(t.Assign, t.AnnAssign, t.For):
        targets = each.targets if isinstance(each, t.Assign) else [each.target]
        found |= {target.id for target in targets if isinstance(target, t.Name)}
    return frozenset(found)


def entries_of(own: Nodes, local: frozenset[str]) -> dict[str, str]:
    """The names that hold an entry of a container which is not the function's own."""
    return {
        target.id: container_of(each.value, local)
        for each in own.of(t.Assign)
        for target in each.targets
        if isinstance(target, t.Name)
    }


def container_of(node: t.Expr, local: frozenset[str]) -> str:
    """The name of the container of which an expression is an entry: `jobs` of `jobs[key]`, `jobs.get(key)`; empty: of none."""
    base: t.Expr | None = None
    if isinstance(node, t.Subscript):
        base = node.value
    elif (
        isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and last_name(node.func) == "get" and node.args
    ):
        base = node.func.value
    return base.id if isinstance(base, t.Name) and base.id not in local else ""
