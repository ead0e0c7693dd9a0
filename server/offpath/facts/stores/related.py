"""Attributes that ask a store when they are read: the record that another one refers to."""

from __future__ import annotations

from offpath.facts.stores.model_members import RELATIONS
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ASKING = frozenset({"django", "sqlalchemy", "peewee"})
"""Mappers that fetch a related record where its attribute is read."""


def fetches_related(facts: UnitFacts, node: t.Attribute) -> bool:
    """Whether reading an attribute may fetch what a record refers to, or what refers to it: `self.inventory`, `order.customer`."""
    model = facts.type_of(node.value)
    found = facts.asking.ask(SCHEMA, model) if model else None
    if found is None or found.store not in _ASKING:
        return False
    own = next((each for each in found.fields if each.name == node.attr), None)
    if own is not None:
        return bool(own.references)
    relations = facts.asking.ask(RELATIONS)
    return node.attr in relations.anywhere or node.attr in relations.given_to(model.rpartition(".")[2])
