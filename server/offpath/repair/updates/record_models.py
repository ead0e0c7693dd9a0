"""How a record's model is named in the code of a repair."""

from __future__ import annotations

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import UnitFacts
from offpath.facts.updates.rewrites import Rewrite
from offpath.syntax import tree as t


def model_text(facts: UnitFacts, rewrite: Rewrite) -> tuple[str, tuple[str, ...]] | None:
    """How the record's model is written here, and the import that this takes."""
    read = rewrite.read
    if rewrite.is_given and rewrite.record is not None and rewrite.record.id == "self":
        return "type(self)", ()
    if rewrite.is_related:
        return None
    if isinstance(read.model_node, (t.Name, t.Attribute)):
        return (facts.text(read.model_node), ()) if read.store == "django" or _is_class_name(read.model_node) else None
    model = read.model
    if model is None or model.kind == "module" or not model.internal or "." not in model.name:
        return None
    module, _, name = model.name.rpartition(".")
    return (name, ()) if module == facts.module else (name, (f"from {module} import {name}",))


def related_manager(read: DataAccess) -> t.Attribute | None:
    """The manager of related records that a read of Django's went through: `self.lines` of `self.lines.filter(…)`."""
    node = read.model_node
    return node if isinstance(node, t.Attribute) and not _is_class_name(node) else None


def _is_class_name(node: t.Name | t.Attribute) -> bool:
    return isinstance(node, t.Name) or node.attr[:1].isupper()


def primary_key(facts: UnitFacts, read: DataAccess) -> str:
    """The key column of a record's model."""
    if read.store == "django":
        return "pk"
    if read.model is not None and read.model.internal:
        schema = facts.asking.ask(SCHEMA, read.model.name)
        if schema is not None and len(schema.primary_key) == 1:
            return str(schema.primary_key[0])
    return "id"
