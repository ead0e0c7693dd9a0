"""Stretches of a function that one transaction covers."""

from __future__ import annotations

from offpath.catalogue.libraries import transactions as catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.routes.routes import ROUTE
from offpath.facts.shared.registered import HAS_TRAIT
from offpath.facts.transactions.begun import is_begun_around
from offpath.facts.transactions.opened import OPENS_TRANSACTION, RUNS_IN_TRANSACTION, names_region
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


def is_in_transaction(function: FunctionFacts, first: t.Node, last: t.Node) -> bool:
    """Whether one transaction spans two nodes: a decorator's, a `with`'s, one begun by hand, the framework's, or that of every caller."""
    if any(_opens(function, decorator) for decorator in function.node.decorators) or _of_framework(function):
        return True
    for outer in last.ancestors():
        if outer is function.node:
            break
        if isinstance(outer, t.With) and outer.start <= first.start:
            if any(_is_region(function, item.context) for item in outer.items):
                return True
    if is_begun_around(function, first, last):
        return True
    return function.unit.asking.ask(RUNS_IN_TRANSACTION, function.qualified_name)


def _opens(function: FunctionFacts, node: t.Expr) -> bool:
    made = node.func if isinstance(node, t.Call) else node
    if names_region(last_name(made)):
        return True
    target = function.unit.resolve(made)
    own = target is not None and target.internal and target.kind in ("function", "class")
    return own and target is not None and function.unit.asking.ask(OPENS_TRANSACTION, target.name)


def _is_region(function: FunctionFacts, context: t.Expr) -> bool:
    facts = function.unit
    return _opens(function, context) or facts.asking.catalogue.types.is_any(
        facts.type_entered(context), catalogue.TRANSACTION_WHEN_ENTERED
    )


def _of_framework(function: FunctionFacts) -> bool:
    ask = function.unit.asking.ask
    return bool(ask(HAS_TRAIT, "ATOMIC_REQUESTS")) and ask(ROUTE, function.qualified_name) is not None
