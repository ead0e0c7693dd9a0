"""Where a model's relations lead: `visitor__doctor__practice`, `visit.visitor.doctor`, and back, `doctor.visitor_set`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.overviews import DERIVING, classes
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.model_members import MODEL_COLUMNS
from offpath.facts.stores.schema import CLASSES_BY_TABLE
from offpath.facts.summaries.contribution import FieldSummary

_ONE = frozenset({"ForeignKey", "OneToOneField", "TreeForeignKey", "ForeignKeyField", "ParentalKey", "OneToOneRel"})
_MANY = frozenset({"ManyToManyField", "ParentalManyToManyField", "TreeManyToManyField"})
_ALONE = frozenset({"OneToOneField"})
_MAPPED = frozenset({"relationship", "relation", "Relationship"})
_ADDING = ("related_name", "backref", "related_query_name", "back_populates")
_BACK = re.compile(r"\bbackref$")
_SETTINGS = frozenset({"settings.AUTH_USER_MODEL", "AUTH_USER_MODEL"})
_ITSELF = "self"


@dataclass(frozen=True, slots=True)
class ModelLink:
    """What a relation of a model leads to."""

    target: str
    """The model, dotted."""
    is_many: bool | None
    """Whether to several records; None: cannot tell."""


@dataclass(frozen=True, slots=True)
class MissingHop:
    """The first name of a path that the model which it is asked of does not have."""

    model: str
    name: str
    position: int


def model_link(project: Project, model: str, name: str) -> ModelLink | None:
    """Where an attribute of a model's records leads; None: nowhere, or cannot tell."""
    own = _own_link(project, model, name)
    return own or project.answer(LINKS_BACK).by_attribute.get((model, name))


def missing_hop(project: Project, model: str, path: str) -> MissingHop | None:
    """The first part of a path through relations, `visitor__doctor__name`, that does not exist; None: all do, or cannot tell."""
    back = project.answer(LINKS_BACK)
    for position, name in enumerate(path.split("__")):
        if not name or name == "pk":
            return None
        link = _own_link(project, model, name) or back.by_query.get((model, name))
        if link is None:
            is_known = name in _LOOKUPS or project.answer(HAS_MEMBER, model, name) is not False
            return None if is_known else MissingHop(model, name, position)
        model = link.target
    return None


def has_member(project: Project, model: str, name: str) -> bool | None:
    """Whether a model answers to a name, by what it is and what relations give to it; None: cannot tell."""
    members, back = project.answer(MODEL_COLUMNS, model), project.answer(LINKS_BACK)
    if members is None or model in back.open_ended:
        return None
    bare = name.removesuffix("_id")
    return (
        name in members.declared
        or bare in members.declared
        or (model, name) in back.by_query
        or (model, name) in back.by_attribute
        or name in back.loose
    )


_LOOKUPS = frozenset(
    {"exact", "iexact", "in", "gt", "gte", "lt", "lte", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "isnull",
     "range", "regex", "iregex", "search", "id", "pk"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinksBack:
    """What relations give to the models that they point to, by model and name."""

    by_query: Mapping[tuple[str, str], ModelLink]
    by_attribute: Mapping[tuple[str, str], ModelLink]
    open_ended: frozenset[str]
    """Models that are pointed to under names that are put together."""
    loose: frozenset[str]
    """Names that relations give to models that cannot be told."""


def links_back(project: Project) -> LinksBack:
    """All of them, in one look at the project's classes."""
    by_query: dict[tuple[str, str], ModelLink] = {}
    by_attribute: dict[tuple[str, str], ModelLink] = {}
    open_ended: set[str] = set()
    loose: set[str] = set()
    for module, path, summary in classes(project):
        name = f"{module}.{path}" if module else path
        for field in summary.fields:
            maker, keywords = _maker(field), dict(field.keywords)
            target = _target(project, name, field) if maker in _ONE or maker in _MANY or maker in _MAPPED else ""
            if not target:
                own = summary.path[-1].lower()
                loose |= {own, f"{own}_set"} if maker in _ONE or maker in _MANY else set()
                loose.update(str(keywords[each]).rstrip("+") for each in _ADDING if keywords.get(each))
                continue
            for source in (name, *_derived(project, name)):
                link = ModelLink(source, maker not in _ALONE)
                own = source.rpartition(".")[2].lower()
                given = str(keywords.get("related_name") or keywords.get("backref") or "")
                if "%" in given:
                    open_ended.add(target)
                elif maker in _MAPPED:
                    named = field.references if any(_BACK.search(each) for each in field.references) else (given,)
                    for each in named:
                        by_attribute.setdefault((target, each), ModelLink(source, None))
                elif not given.endswith("+"):
                    by_query.setdefault((target, str(keywords.get("related_query_name") or given or own)), link)
                    by_attribute.setdefault((target, given or (own if maker in _ALONE else f"{own}_set")), link)
    return LinksBack(by_query, by_attribute, frozenset(open_ended), frozenset(loose))


def _derived(project: Project, name: str) -> Iterator[str]:
    """The classes that inherit from one: they have its relations, too."""
    pending, seen = [name], {name}
    while pending:
        for module, path in project.answer(DERIVING).get(pending.pop().rpartition(".")[2], ()):
            each = f"{module}.{path}" if module else path
            if each not in seen:
                seen.add(each)
                pending.append(each)
                yield each


def _own_link(project: Project, model: str, name: str) -> ModelLink | None:
    for module, path in Resolver(project).lineage(model):
        summary = project.modules[module].classes.get(path) if module in project.modules else None
        for field in summary.fields if summary is not None else ():
            if field.name != name:
                continue
            maker = _maker(field)
            if maker not in _ONE and maker not in _MANY and maker not in _MAPPED:
                return None
            target = _target(project, f"{module}.{path}" if module else path, field)
            if not target:
                return None
            is_many = _is_many(field, maker)
            return ModelLink(target, _by_keys(project, model, target) if is_many is None else is_many)
    return None


def _by_keys(project: Project, model: str, target: str) -> bool | None:
    """Whether a mapped relation leads to several records, by which of the two models has the other's key; None: both, or neither."""
    here, there = (_keys_to(project, *pair) for pair in ((model, target), (target, model)))
    return None if here == there else there


def _keys_to(project: Project, model: str, target: str) -> bool:
    """Whether a model has a foreign key to another's table."""
    tables = {normalised(target)}
    for field in _fields(project, target):
        if field.name == "__tablename__":
            tables.add(normalised(str(field.constant)))
    pointed = {f.points_to for f in _fields(project, model) if f.points_to and _maker(f) not in _MAPPED}
    pointed |= {str(key) for f in _fields(project, model) for key in [dict(f.keywords).get("foreign_key")] if key}
    return any(normalised(each.rpartition(".")[0]) in tables for each in pointed)


def _fields(project: Project, model: str) -> Iterator[FieldSummary]:
    for module, path in Resolver(project).lineage(model):
        summary = project.modules[module].classes.get(path) if module in project.modules else None
        yield from summary.fields if summary is not None else ()


def _is_many(field: FieldSummary, maker: str) -> bool | None:
    """Whether a relation leads to several records: by its kind, or by what a mapper's annotation says."""
    if maker not in _MAPPED:
        return maker in _MANY
    if dict(field.keywords).get("uselist") is False:
        return False
    return None if field.type is None else field.type[0] == "container"


def _target(project: Project, owner: str, field: FieldSummary) -> str:
    """The model that a relation points to, dotted; empty: cannot tell."""
    facts, _ = Resolver(project).locate(owner)
    written = field.points_to
    if written == _ITSELF:
        return owner
    if facts is None or written in _SETTINGS or any("collection" in each for each in field.references):
        return ""
    if not written:
        found = Resolver(project).resolve(facts.name, field.type)
        if found is None or found.kind != "instance":
            return ""
        name = found.of or found.name
        home, path = Resolver(project).locate(name)
        return name if home is not None and path in home.classes else ""
    symbol: Symbol = ("global", written.partition(".")[0])
    for part in written.split(".")[1:]:
        symbol = ("attr", symbol, part)
    found = Resolver(project).resolve(facts.name, symbol)
    if found is not None and found.kind == "class" and found.internal:
        return found.name
    *app, last = written.split(".")
    named = [n for n in project.answer(CLASSES_BY_TABLE).get(normalised(last), ()) if n.rpartition(".")[2] == last]
    if len(named) > 1:
        near = app[-1] if app else facts.name.rpartition(".")[0].rpartition(".")[2]
        named = [n for n in named if near and near in n.split(".")[:-1]]
    return named[0] if len(named) == 1 else ""


def _maker(field: FieldSummary) -> str:
    symbol = field.symbol
    if symbol is None or symbol[0] != "call" or not symbol[1]:
        return ""
    return str(symbol[1][-1]).rpartition(".")[2]


MODEL_LINK = Question(model_link, on_outline=True)
MISSING_HOP = Question(missing_hop)
HAS_MEMBER = Question(has_member)
LINKS_BACK = Question(links_back, on_outline=True)
