"""Paths through relations in Django's queries of which one part does not exist: `filter(visitor__account=…)`, `order_by("visitor__name")`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.chain import alternatives
from offpath.facts.stores.given_names import GIVEN_NAMES
from offpath.facts.stores.model_links import HAS_MEMBER, MISSING_HOP, MODEL_LINK, MissingHop
from offpath.facts.stores.records import records_of
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.summaries.contribution import ANY_NAME
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Span

_CONDITIONS = frozenset({"filter", "exclude", "get", "aget", "get_or_create", "update_or_create"})
_PATHS = frozenset(
    {"order_by", "values", "values_list", "only", "defer", "select_related", "latest", "earliest", "distinct"}
)
_COMPUTING = frozenset({"annotate", "alias", "aggregate", "aaggregate", "update", "aupdate"})
_SHORTCUTS = frozenset({"get_object_or_404", "aget_object_or_404", "get_list_or_404"})
_EXPRESSIONS = frozenset({"F", "Sum", "Count", "Avg", "Min", "Max", "StdDev", "Variance"})
"""What takes a path as its first argument."""
_APART = frozenset({"Subquery", "OuterRef", "Exists", "Prefetch", "RawSQL", "Value", "Func", "Window"})
"""What has its own query, or no path in it."""
_OWN_WORDS = frozenset({"defaults", "create_defaults", "using", "queryset", "klass"})


@dataclass(frozen=True, slots=True, eq=False)
class LookupDrift:
    """One path of which a part does not exist."""

    node: t.Node
    hop: MissingHop
    span: Span | None
    """Where the name itself is written, where that can be told."""


def lookup_drift(facts: UnitFacts) -> Iterator[LookupDrift]:
    """Every such path of a unit."""
    for call in facts.nodes(t.Call):
        name = last_name(call.func)
        if name in _CONDITIONS or name in _PATHS or name in _COMPUTING or name == "prefetch_related":
            model = _queried(facts, call)
        elif name in _SHORTCUTS and call.args:
            found = records_of(facts, call)
            model = found.model if found is not None else ""
        else:
            continue
        if model and _is_django(facts, model):
            yield from _in_call(facts, call, name, model)


def _queried(facts: UnitFacts, call: t.Call) -> str:
    """The model of the query set or manager that a call is made on."""
    if not isinstance(call.func, t.Attribute):
        return ""
    found = records_of(facts, call.func.value)
    return found.model if found is not None and found.is_many else ""


def _is_django(facts: UnitFacts, model: str) -> bool:
    found = facts.asking.ask(SCHEMA, model)
    return found is not None and found.store == "django"


def _in_call(facts: UnitFacts, call: t.Call, name: str, model: str) -> Iterator[LookupDrift]:
    made = _made(facts, call)
    if made is None:
        return
    for node, path, is_first_told in _paths(call, name):
        first = path.partition("__")[0]
        if (
            not path
            or first in made
            or first in _OWN_WORDS
            or any(path.startswith(each) for each in made if "__" in each)
        ):
            continue
        if name == "prefetch_related":
            hop = _missing_attribute(facts, model, path)
        else:
            hop = facts.asking.ask(MISSING_HOP, model, path)
        if hop is None or (hop.position == 0 and is_first_told):
            continue
        yield LookupDrift(node, hop, _written(node, path, hop.position))


def _made(facts: UnitFacts, call: t.Call) -> frozenset[str] | None:
    """The names that the query and the project's others compute; None: cannot tell."""
    computed = facts.asking.ask(GIVEN_NAMES).computed
    steps = [
        link.call
        for chain in alternatives(facts, call)
        for link in chain.links
        if link.call is not None and link.name in (*_COMPUTING, "values", "values_list")
    ]
    made = {keyword.arg or ANY_NAME for step in steps for keyword in step.keywords}
    made |= {_by_default(each) for step in steps if last_name(step.func) in _COMPUTING for each in step.args}
    return None if ANY_NAME in made or ANY_NAME in computed else computed | made


def _by_default(aggregate: t.Expr) -> str:
    """The name that an aggregate has where nobody gives it one: `tenant__count` of `Count("tenant")`."""
    if not isinstance(aggregate, t.Call) or not aggregate.args or not _text(aggregate.args[0]):
        return ANY_NAME
    return f"{_text(aggregate.args[0])}__{last_name(aggregate.func).lower()}"


def _paths(call: t.Call, name: str) -> Iterator[tuple[t.Node, str, bool]]:
    """The paths that a call's arguments name, and whether another detector looks at their first part."""
    if name in _CONDITIONS or name in _SHORTCUTS:
        yield from ((keyword, keyword.arg or "", True) for keyword in call.keywords)
    if name in _PATHS or name == "prefetch_related":
        yield from ((each, _text(each).removeprefix("-"), False) for each in call.args)
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from _within(argument)


def _within(node: t.Expr) -> Iterator[tuple[t.Node, str, bool]]:
    """The paths in conditions and expressions: `Q(…)`, `F("…")`, `Sum("…")`."""
    pending: list[t.Node] = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, t.Call):
            name = last_name(each.func)
            if name in _APART or not name[:1].isupper():
                continue
            if name == "Q":
                yield from ((keyword, keyword.arg or "", False) for keyword in each.keywords)
            elif name in _EXPRESSIONS and each.args:
                yield each.args[0], _text(each.args[0]), False
            pending += [*each.args, *(keyword.value for keyword in each.keywords)]
        elif isinstance(each, (t.BinOp, t.UnaryOp)):
            pending += each.children()


def _text(node: t.Expr) -> str:
    value = node.value if isinstance(node, t.Constant) else None
    return value if isinstance(value, str) and value.replace("-", "", 1).isidentifier() else ""


def _missing_attribute(facts: UnitFacts, model: str, path: str) -> MissingHop | None:
    """As `MISSING_HOP`, by the names that records have, not those of queries."""
    for position, name in enumerate(path.split("__")):
        link = facts.asking.ask(MODEL_LINK, model, name)
        if link is None:
            is_missing = facts.asking.ask(HAS_MEMBER, model, name) is False
            return MissingHop(model, name, position) if is_missing else None
        model = link.target
    return None


def _written(node: t.Node, path: str, position: int) -> Span | None:
    if not isinstance(node, t.Keyword):
        return None
    parts = path.split("__")
    start = node.start + sum(len(part) + 2 for part in parts[:position])
    return Span(start, start + len(parts[position]))
