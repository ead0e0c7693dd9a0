"""Guards and new values in the words of each store."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from offpath.facts.unit import UnitFacts
from offpath.facts.updates.linear import Sum
from offpath.facts.updates.preconditions import Precondition
from offpath.repair.placing import isolated, joined, sum_text
from offpath.syntax import tree as t

_LOOKUPS: dict[str, str] = {">=": "__gte", ">": "__gt", "<=": "__lte", "<": "__lt", "==": ""}
_MONGO: dict[str, str] = {">=": "$gte", ">": "$gt", "<=": "$lte", "<": "$lt", "!=": "$ne", "==": "$eq"}

Write = Callable[[t.Expr], str]
"""How a Python value is written: itself, or a placeholder for it."""


def lookups(facts: UnitFacts, guards: Iterable[Precondition], column: str, quote: str) -> list[str] | None:
    """Guards as keyword lookups: `stock__gte=quantity`, `sold__lte=F("capacity") - wanted`; None: they cannot be said so."""
    found = []
    for guard in guards:
        said = _isolated(guard, column)
        if said is None:
            return None
        name, operator, rest = said
        if operator not in _LOOKUPS:
            return None
        columns = [(sign, f"F({quote}{each}{quote})") for sign, each in rest.columns]
        value = joined([*columns, *_values(facts, rest)]) if columns else sum_text(facts, rest)
        found.append(f"{name}{_LOOKUPS[operator]}={value}")
    return found


def mongo_filters(facts: UnitFacts, guards: Iterable[Precondition], column: str, quote: str) -> list[str] | None:
    """Guards as items of a filter document: `"coins": {"$gte": price}`."""
    found = []
    for guard in guards:
        said = _isolated(guard, column)
        if said is None or said[2].columns or said[1] not in _MONGO:
            return None
        name, operator, rest = said
        found.append(f"{quote}{name}{quote}: {{{quote}{_MONGO[operator]}{quote}: {sum_text(facts, rest)}}}")
    return found


def comparison(
    guard: Precondition, column: Callable[[str], str], value: Write, operators: dict[str, str] | None = None
) -> str:
    """A guard as a comparison of columns and values: `Product.stock >= quantity`, `used_bytes + ? <= max_bytes`."""
    said = guard
    if not any(sign > 0 for sign, _ in said.sum.columns):
        said = said.turned
    left = _side(said.sum, 1, column, value)
    right = _side(said.sum, -1, column, value)
    operator = (operators or {}).get(said.operator, said.operator)
    return f"{left} {operator} {right}"


def _side(said: Sum, sign: int, column: Callable[[str], str], value: Write) -> str:
    parts = [(1, column(name)) for each, name in said.columns if each == sign]
    parts += [(1, value(node)) for each, node in said.values if each == sign]
    if said.constant * sign > 0:
        parts.append((1, str(abs(said.constant))))
    return joined(parts)


def written(facts: UnitFacts) -> Write:
    """Values as they are written in the program."""

    def write(node: t.Expr) -> str:
        text = facts.text(node)
        return f"({text})" if isinstance(node, (t.BoolOp, t.IfExp, t.Compare)) else text

    return write


def _isolated(guard: Precondition, column: str) -> tuple[str, str, Sum] | None:
    names = [column, *(name for _, name in guard.sum.columns if name != column)]
    for name in names:
        said = isolated(guard, name)
        if said is not None:
            return name, said[0], said[1]
    return None


def _values(facts: UnitFacts, rest: Sum) -> list[tuple[int, str]]:
    found = [(sign, facts.text(value)) for sign, value in rest.values]
    if rest.constant:
        found.append((1 if rest.constant > 0 else -1, str(abs(rest.constant))))
    return found
