"""Attributes of model classes that queries compare or order by, and that the model does not have."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.record_drift import is_asked, tells_all
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.given_names import IS_GIVEN
from offpath.facts.stores.model_links import HAS_MEMBER
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ASKING = frozenset({"where", "filter", "order_by", "group_by", "having", "values", "returning"})
"""Steps of a query whose arguments name columns."""


def query_drift(facts: UnitFacts) -> Iterator[tuple[t.Attribute, str]]:
    """Every such attribute of a unit with its model, however far its name is from those that exist."""
    for node in facts.nodes(t.Attribute):
        if not isinstance(node.value, t.Name) or not node.attr.islower() or node.attr.startswith("_"):
            continue
        found = facts.resolve(node.value) if _is_in_query(node) else None
        if found is None or not found.internal or found.kind != "class" or not tells_all(facts, found.name):
            continue
        if facts.asking.ask(HAS_MEMBER, found.name, node.attr) is not False or is_asked(facts, node):
            continue
        if not facts.asking.ask(IS_GIVEN, found.name, node.attr):
            yield node, found.name


def _is_in_query(node: t.Attribute) -> bool:
    """Whether an attribute is handed to a step of a query."""
    for outer in node.ancestors():
        if isinstance(outer, (t.Stmt, t.Lambda)):
            return False
        if isinstance(outer, t.Call) and isinstance(outer.func, t.Attribute) and last_name(outer.func) in _ASKING:
            return any(each.start <= node.start < each.end for each in (*outer.args, *outer.keywords))
    return False
