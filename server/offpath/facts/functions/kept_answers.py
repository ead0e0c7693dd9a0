"""Functions that answer with an entry of what their module keeps: `return jobs[job_id]`.

`kept_traits` yields `answers kept NAME` for the name of the container, as the function knows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

ANSWERS_KEPT = "answers kept "


def kept_traits(node: t.FunctionDef, body: list[t.Node]) -> Iterator[str]:
    """What a function's own nodes show."""
    returned = [n.value for n in body if isinstance(n, t.Return) and n.value is not None]
    if not returned:
        return
    own = local_names(node, body)
    entries = {name: kept for name, kept in entries_of(body, own).items() if kept}
    for value in returned:
        for part in value.walk():
            kept = container_of(part, own) if isinstance(part, t.Expr) else ""
            if isinstance(part, t.Name):
                kept = entries.get(part.id, "")
            if kept:
                yield ANSWERS_KEPT + kept


def local_names(node: t.FunctionDef, body: Iterable[t.Node]) -> frozenset[str]:
    """The names that a function binds itself."""
    found = {param.name for param in node.params}
    for each in body:
        targets: list[t.Expr] = each.targets if isinstance(each, t.Assign) else []
        if isinstance(each, (t.AnnAssign, t.For)):
            targets = [each.target]
        found |= {target.id for target in targets if isinstance(target, t.Name)}
    return frozenset(found)


def entries_of(body: Iterable[t.Node], own: frozenset[str]) -> dict[str, str]:
    """The names that hold an entry of a container which is not the function's own."""
    return {
        target.id: container_of(each.value, own)
        for each in body
        if isinstance(each, t.Assign)
        for target in each.targets
        if isinstance(target, t.Name)
    }


def container_of(node: t.Expr, own: frozenset[str]) -> str:
    """The name of the container of which an expression is an entry: `jobs` of `jobs[key]`, `jobs.get(key)`; empty: of none."""
    base: t.Expr | None = None
    if isinstance(node, t.Subscript):
        base = node.value
    elif (
        isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and last_name(node.func) == "get" and node.args
    ):
        base = node.func.value
    return base.id if isinstance(base, t.Name) and base.id not in own else ""
