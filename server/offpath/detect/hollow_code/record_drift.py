"""Attributes of records that their models do not have, where a query, a loop, a view or a relation tells whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.flow.asked_types import is_asked_for_type
from offpath.facts.project.names import CLASS
from offpath.facts.project.overviews import DERIVING
from offpath.facts.stores.given_names import IS_GIVEN
from offpath.facts.stores.model_links import HAS_MEMBER
from offpath.facts.stores.records import records_of
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class RecordDrift:
    """One attribute that a record's model does not have."""

    node: t.Attribute
    model: str


def record_drift(facts: UnitFacts) -> Iterator[RecordDrift]:
    """Every such attribute of a unit, each name once for a function."""
    seen: set[tuple[t.Node | None, str, str]] = set()
    for node in facts.nodes(t.Attribute):
        if not _may_be_field(node):
            continue
        found = records_of(facts, node.value)
        if found is None or found.is_many is not False or not tells_all(facts, found.model):
            continue
        if facts.asking.ask(HAS_MEMBER, found.model, node.attr) is not False or is_asked(facts, node):
            continue
        if node.attr.startswith("model_") and not PYDANTIC.isdisjoint(facts.lineage(found.model)):
            continue
        if _is_set(node):
            if not _is_saved(facts, node) or _is_read(facts, node):
                continue
        elif facts.asking.ask(IS_GIVEN, found.model, node.attr):
            continue
        function = facts.function_of(node)
        key = (function.node if function is not None else None, found.model, node.attr)
        if key not in seen:
            seen.add(key)
            yield RecordDrift(node, found.model)


PYDANTIC = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "pydantic.main.BaseModel"})
"""Bases whose own members all begin with `model_`."""


def _may_be_field(node: t.Attribute) -> bool:
    is_called = isinstance(node.parent, t.Call) and node.parent.func is node
    return not is_called and node.attr.islower() and not node.attr.startswith("_")


def tells_all(facts: UnitFacts, model: str) -> bool:
    """Whether a model's bases and heirs add nothing: people get names from every library that knows them, trees theirs, and a record may be an heir's."""
    if facts.asking.ask(DERIVING).get(model.rpartition(".")[2]):
        return False
    library = [each for each in facts.lineage(model) if facts.asking.ask(CLASS, each) is None]
    return all(each in _PLAIN or each.partition(".")[0] in ("builtins", "typing", "abc") for each in library)


_PLAIN = frozenset(
    {
        "django.db.models.Model", "django.contrib.gis.db.models.Model", "peewee.Model", "tortoise.Model", "sqlmodel.SQLModel",
        "sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.declarative_base()", "sqlalchemy.ext.declarative.declarative_base()",
        "flask_sqlalchemy.SQLAlchemy.Model",
    }
)  # fmt: skip


def _is_set(node: t.Attribute) -> bool:
    parent = node.parent
    return (isinstance(parent, t.Assign) and node in parent.targets) or (
        isinstance(parent, t.AnnAssign) and parent.target is node
    )


def _is_saved(facts: UnitFacts, node: t.Attribute) -> bool:
    """Whether the record is saved further down in the same block: what was set is meant to be stored."""
    block = node.parent.parent if node.parent is not None else None
    return any(
        isinstance(call.func, t.Attribute)
        and call.func.attr in ("save", "asave")
        and isinstance(call.func.value, t.Name)
        and isinstance(node.value, t.Name)
        and call.func.value.id == node.value.id
        and call.start > node.end
        and isinstance(call.parent, (t.ExprStmt, t.Await))
        and any(outer is block for outer in call.ancestors())
        for call in facts.nodes(t.Call)
    )


def _is_read(facts: UnitFacts, node: t.Attribute) -> bool:
    """Whether the unit reads what it sets."""
    return any(each.attr == node.attr and not _is_set(each) for each in facts.nodes(t.Attribute))


def _is_asking(constant: t.Constant) -> bool:
    """Whether a text is the name that `hasattr` or `getattr` asks for."""
    call = constant.parent
    return isinstance(call, t.Call) and last_name(call.func) in ("hasattr", "getattr") and constant in call.args


def is_asked(facts: UnitFacts, node: t.Attribute) -> bool:
    """Whether the code asks on the way what the record is, or minds that it lacks the attribute."""
    root: t.Expr = node.value
    while isinstance(root, t.Attribute):
        root = root.value
    if isinstance(root, t.Name) and is_asked_for_type(facts, root):
        return True
    if any(
        isinstance(each.value, str) and each.value == node.attr and _is_asking(each) for each in facts.nodes(t.Constant)
    ):
        return True
    for outer in node.ancestors():
        if isinstance(outer, t.Try) and any(
            each.type is None or "AttributeError" in facts.text(each.type) for each in outer.handlers
        ):
            if outer.body[0].start <= node.start < outer.body[-1].end:
                return True
    return False
