"""Transactions that a function opens and ends by hand: `database.begin()` … `database.commit()`."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries import transactions as catalogue
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


def is_begun(function: FunctionFacts, owner: t.Expr) -> bool:
    """Whether the function itself opens what is committed through `owner`: `database.begin()`, `transaction = connection.begin()`."""
    text = function.unit.text(owner)
    return any(text in owners for _, owners in _beginnings(function))


def is_begun_around(function: FunctionFacts, first: t.Node, last: t.Node) -> bool:
    """Whether a transaction is begun by hand before two nodes, and committed behind them."""
    begun = [owner for call, owners in _beginnings(function) if call.end <= first.start for owner in owners]
    return bool(begun) and any(
        isinstance(call.func, t.Attribute)
        and call.func.attr == "commit"
        and call.start >= last.end
        and function.unit.text(call.func.value) in begun
        for call in function.calls
    )


def _beginnings(function: FunctionFacts) -> Iterator[tuple[t.Call, tuple[str, ...]]]:
    """Every call that opens a transaction outside of a `with`, with what it is committed through, as written."""
    for call in function.calls:
        if not isinstance(call.func, t.Attribute) or call.func.attr not in catalogue.BEGINNING:
            continue
        outer = call.parent.parent if isinstance(call.parent, t.Await) else call.parent
        if isinstance(outer, t.Assign):
            yield call, (function.unit.text(call.func.value), *(function.unit.text(each) for each in outer.targets))
        elif isinstance(outer, t.ExprStmt):
            yield call, (function.unit.text(call.func.value),)
