"""Stretches of a function that one transaction covers."""

from __future__ import annotations

from offpath.catalogue.libraries import transactions as catalogue
from offpath.facts.code.symbols import Symbol, last_name
from offpath.facts.project.calls import CALLERS
from offpath.facts.project.registered import HAS_TRAIT
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.routes import ROUTE
from offpath.syntax import tree as t


def is_in_transaction(function: FunctionFacts, first: t.Node, last: t.Node) -> bool:
    """Whether one transaction spans two nodes: a decorator's, a `with`'s, the framework's, or that of every caller."""
    if any(_opens(decorator) for decorator in function.node.decorators) or _of_framework(function):
        return True
    for outer in last.ancestors():
        if outer is function.node:
            break
        if isinstance(outer, t.With) and outer.start <= first.start:
            if any(_is_region(function, item.context) for item in outer.items):
                return True
    return _in_every_caller(function)


def _opens(node: t.Expr) -> bool:
    return last_name(node.func if isinstance(node, t.Call) else node) in catalogue.REGIONS


def _is_region(function: FunctionFacts, context: t.Expr) -> bool:
    return _opens(context) or function.unit.type_of(context) in catalogue.TRANSACTION_WHEN_ENTERED


def _of_framework(function: FunctionFacts) -> bool:
    ask = function.unit.asking.ask
    return bool(ask(HAS_TRAIT, "ATOMIC_REQUESTS")) and ask(ROUTE, function.qualified_name) is not None


def _in_every_caller(function: FunctionFacts) -> bool:
    """Whether every function that calls this one opens a transaction itself."""
    callers = function.unit.asking.ask(CALLERS, function.qualified_name)
    return bool(callers) and all(_opens_one(summary) for _, summary, _ in callers)


def _opens_one(summary: FunctionSummary) -> bool:
    named = [each.name.rpartition(".")[2] for each in summary.decorators]
    return any(name in catalogue.REGIONS for name in named) or any(_names_region(each) for each in summary.entered)


def _names_region(symbol: Symbol) -> bool:
    """Whether what a `with` enters is a transaction, by the last name in its symbol."""
    while symbol and symbol[0] == "call":
        symbol = symbol[1]
    last = symbol[-1] if symbol else ""
    return isinstance(last, str) and last.rpartition(".")[2] in catalogue.REGIONS
