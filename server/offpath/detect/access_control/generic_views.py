"""Generic views that look records up by what the URL says: Django's detail, update and delete views, DRF's generics and view sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import routing
from offpath.facts.identity.lookup_views import HAS_OWN_LOOKUP, IS_LOOKUP_VIEW
from offpath.facts.project.references import Ref
from offpath.facts.stores.chain import unroll
from offpath.facts.stores.reading import accesses_in, queries_of
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING
from offpath.facts.web.routes import ROUTE
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class UnownedView:
    """A generic view that hands out every record of a model with an owner."""

    view: t.ClassDef | None
    """The class; None where its `get_queryset` is meant."""
    node: t.Expr
    """What names the records: the query set, or the model."""
    schema: Schema
    only_reads: bool


def unowned_views(facts: UnitFacts) -> Iterator[UnownedView]:
    """The views of a unit that name their records in a field."""
    for view in facts.nodes(t.ClassDef):
        path = (*facts.reading.path[:-1], view.name) if facts.reading.kind == "class" else (view.name,)
        name = ".".join(p for p in (facts.module, *path) if p)
        fields = {
            target.id: each.value
            for each in view.body
            if isinstance(each, t.Assign)
            for target in each.targets
            if isinstance(target, t.Name)
        }
        node = fields.get("queryset") or fields.get("model")
        if node is None or not _is_exposed(facts, name) or facts.asking.ask(HAS_OWN_LOOKUP, name):
            continue
        schema = _schema(facts, node)
        if schema is not None:
            yield UnownedView(view, node, schema, _only_reads(facts, name))


def unowned_querysets(function: FunctionFacts) -> Iterator[UnownedView]:
    """`get_queryset` of such a view, where it hands out everything."""
    facts = function.unit
    if function.name != "get_queryset" or not function.class_name or not _is_exposed(facts, function.class_name):
        return
    for access in accesses_in(function):
        if access.store == "django" and access.reads and not access.filters and access.model is not None:
            if _holds_nothing(access.call):
                continue
            schema = _owned_schema(facts, access.model)
            if schema is not None:
                yield UnownedView(None, access.call, schema, _only_reads(facts, function.class_name))


def _is_exposed(facts: UnitFacts, name: str) -> bool:
    if facts.asking.ask(ROUTE, name) is None or not facts.asking.ask(IS_LOOKUP_VIEW, name):
        return False
    around: Guarding = facts.asking.ask(GUARDING, name)
    return around.authenticated and not around.owned and not around.privileged


def _only_reads(facts: UnitFacts, name: str) -> bool:
    lasts = {base.rpartition(".")[2] for base in facts.lineage(name)}
    return lasts.isdisjoint(n for n, methods in routing.GENERIC_WRITES.items() if methods)


def _schema(facts: UnitFacts, node: t.Expr) -> Schema | None:
    """The schema of the model that a field names whole: `Order`, `Order.objects.all()`, `Order.objects.select_related(…)`."""
    if isinstance(node, t.Call):
        accesses = queries_of(facts).of(node)
        if not accesses or accesses[0].filters or accesses[0].model is None or _holds_nothing(node):
            return None
        return _owned_schema(facts, accesses[0].model)
    model = facts.resolve(node)
    return _owned_schema(facts, model) if model is not None else None


def _holds_nothing(query: t.Expr) -> bool:
    """Whether a query set is empty: `Photo.objects.none()`."""
    return any(link.name == "none" for link in unroll(query).links)


def _owned_schema(facts: UnitFacts, model: Ref) -> Schema | None:
    found: Schema | None = facts.asking.ask(SCHEMA, model.name) if model.internal else None
    return found if found is not None and found.owner_fields else None
