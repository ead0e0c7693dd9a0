"""The reads and writes of stores in one unit, as other units may know them."""

from __future__ import annotations

from collections.abc import Callable

from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbols
from offpath.facts.project.project import AskingNobody
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import direct_accesses
from offpath.facts.summaries.contribution import AccessFilter, AccessSummary, AccessValue, Contribution
from offpath.facts.summaries.shown import Shown
from offpath.facts.unit import FileFacts, UnitFacts
from offpath.facts.values.values import Values
from offpath.syntax import tree as t

Reaching = Callable[[t.Expr], "tuple[str, ...]"]


def local_accesses(reading: UnitReading) -> dict[t.FunctionDef, list[DataAccess]]:
    """The accesses in each function of a unit, as far as the unit tells by itself."""
    facts = UnitFacts(reading, Contribution(reading.kind, reading.path), AskingNobody(), FileFacts("", ""))
    found: dict[t.FunctionDef, list[DataAccess]] = {}
    for access in direct_accesses(facts):
        function = facts.function_of(access.call)
        if function is not None:
            found.setdefault(function.node, []).append(access)
    return found


def summarised(access: DataAccess, symbols: Symbols, reaching: Reaching, shown: Shown) -> AccessSummary:
    """What other units may know of an access."""
    returned = any(
        use.kind in ("returned", "yielded") for result in access.results for use in Values(symbols).uses(result)
    )
    node = access.model_node if access.model_node is not None else access.record
    return AccessSummary(
        access.store,
        access.operation,
        access.target,
        symbols.of(node) if node is not None else None,
        access.model_node is None,
        tuple(
            AccessFilter(
                f.column, f.op, f.conjunctive, reaching(f.value) if f.value is not None else (), f.value is not None
            )
            for f in access.filters
        ),
        tuple(
            AccessValue(v.column, v.relative, reaching(v.value) if v.value is not None else ()) for v in access.values
        ),
        _handed_over(access.record, symbols),
        access.columns,
        access.one,
        access.scalar,
        access.locks,
        returned,
        access.certainty == "known",
        access.statement is not None,
        access.statement.style.value if access.statement is not None and access.statement.style is not None else "",
        (t.dotted(access.receiver) or "") if access.receiver is not None else "",
        shown.to_all(access),
    )


def _handed_over(record: t.Expr | None, symbols: Symbols) -> tuple[str, ...]:
    """The parameter that a record is itself."""
    if not isinstance(record, t.Name):
        return ()
    definitions = symbols.definitions(record)
    return (record.id,) if definitions and all(d.kind == "parameter" for d in definitions) else ()
