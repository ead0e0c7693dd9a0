"""Generic views that look records up by what the URL says: Django's detail, update and delete views, DRF's generics and view sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import routing
from offpath.catalogue.words.people import names_capability, names_maker
from offpath.facts.flow.conditions import tests_passed
from offpath.facts.functions.local_guards import is_role_name
from offpath.facts.identity.lookup_views import HAS_OWN_LOOKUP, IS_LOOKUP_VIEW
from offpath.facts.identity.sources import Sources, sources_of
from offpath.facts.identity.ties import Ties
from offpath.facts.project.references import Ref
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.belonging import OWNED_THROUGH
from offpath.facts.stores.chain import unroll
from offpath.facts.stores.reading import accesses_in, queries_of
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.guarding import Guarding
from offpath.facts.web.guards import GUARDING
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
    owner: str
    """The field that says whose a record is; of a record that belongs to another, that one's."""
    through: tuple[str, str] | None = None
    """The field by which a record belongs to one that has an owner, and that one's table."""


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
        found = _judged(facts, view, node, _model_of(facts, node), _only_reads(facts, name))
        if found is not None:
            yield found


def unowned_querysets(function: FunctionFacts) -> Iterator[UnownedView]:
    """`get_queryset` of such a view, where it hands out everything."""
    facts = function.unit
    if function.name != "get_queryset" or not function.class_name:
        return
    if not _is_exposed(facts, function.class_name, besides=function.name):
        return
    sources = sources_of(function)
    ties = Ties(function, sources)
    chooses = "identity" in function.summary.guards
    for access in accesses_in(function):
        if access.store != "django" or not access.reads or access.model is None or _holds_nothing(access.call):
            continue
        if (access.filters or chooses) and not _is_one_answer(facts, access.call):
            continue
        if ties.asks_for_caller(access) or _is_for_some(sources, access.call):
            continue
        found = _judged(facts, None, access.call, access.model, _only_reads(facts, function.class_name))
        if found is not None:
            yield found


def _is_one_answer(facts: UnitFacts, query: t.Expr) -> bool:
    """Whether a query is all that one way through the function answers, and other ways answer something else."""
    return isinstance(query.parent, t.Return) and bool(tests_passed(facts, query))


def _is_for_some(sources: Sources, query: t.Expr) -> bool:
    """Whether who calls decides whether the query is reached; that somebody is signed in decides nothing."""
    asked = [inner for each in tests_passed(sources.function.unit, query) for inner in _asking(each.test)]
    return any(
        is_role_name(each.attr) or (sources.is_identity(each) and each.attr not in _SIGNED_IN)
        for each in asked
        if isinstance(each, t.Attribute) and not _only_leads_on(each)
    )


def _asking(test: t.Expr | t.MatchCase) -> Iterator[t.Node]:
    """The nodes of a test; of a case its subject's and its guard's, not those of what is done in it."""
    if not isinstance(test, t.MatchCase):
        yield from test.walk()
        return
    if isinstance(test.parent, t.Match):
        yield from test.parent.subject.walk()
    if test.guard is not None:
        yield from test.guard.walk()


_SIGNED_IN = frozenset({"is_authenticated", "is_anonymous"})


def _only_leads_on(node: t.Attribute) -> bool:
    """Whether an attribute is only a step to another: `request.user` of `request.user.is_authenticated`."""
    return isinstance(node.parent, t.Attribute)


def _is_exposed(facts: UnitFacts, name: str, besides: str = "") -> bool:
    if facts.asking.ask(ROUTE, name) is None or not facts.asking.ask(IS_LOOKUP_VIEW, name, besides):
        return False
    around: Guarding = facts.asking.ask(GUARDING, name)
    return around.authenticated and not around.owned and not around.privileged


def _only_reads(facts: UnitFacts, name: str) -> bool:
    lasts = {base.rpartition(".")[2] for base in facts.lineage(name)}
    return lasts.isdisjoint(n for n, methods in routing.GENERIC_WRITES.items() if methods)


def _model_of(facts: UnitFacts, node: t.Expr) -> Ref | None:
    """The model that a field names whole: `Order`, `Order.objects.all()`, `Order.objects.select_related(…)`."""
    if not isinstance(node, t.Call):
        return facts.resolve(node)
    accesses = queries_of(facts).of(node)
    if not accesses or accesses[0].filters or _holds_nothing(node):
        return None
    return accesses[0].model


def _holds_nothing(query: t.Expr) -> bool:
    """Whether a query set is empty: `Photo.objects.none()`."""
    return any(link.name == "none" for link in unroll(query).links)


def _judged(
    facts: UnitFacts, view: t.ClassDef | None, node: t.Expr, model: Ref | None, only_reads: bool
) -> UnownedView | None:
    """What is wrong with handing out every record of a model; None where nobody owns them."""
    schema: Schema | None = facts.asking.ask(SCHEMA, model.name) if model is not None and model.internal else None
    if schema is None or (names_capability(schema.table) and not schema.counts_its_records):
        return None
    if schema.owner_fields:
        return UnownedView(view, node, schema, only_reads, schema.owner_fields[0])
    found: tuple[str, str, str] | None = facts.asking.ask(OWNED_THROUGH, schema.name)
    if found is None or (only_reads and names_maker(found[2])):
        return None
    return UnownedView(view, node, schema, only_reads, found[2], found[:2])
