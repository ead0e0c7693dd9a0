"""Which names a model answers to, as far as the project shows: fields, methods, what other models add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.families.mappers import MODEL_BASES
from offpath.facts.stores.schema import schema

_GIVEN = frozenset(
    {
        "pk",
        "objects",
        "query",
        "metadata",
        "registry",
        "DoesNotExist",
        "MultipleObjectsReturned",
        "rowid",
        "model_fields",
        "model_config",
        "c",
    }
)
"""Names that libraries' bases give to all models."""

_KEYS = frozenset({"id", "_id"})
"""The keys of models that declare none."""

_GIVEN_BY: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "auth",
        frozenset(
            {"username", "email", "first_name", "last_name", "password", "is_active", "is_staff", "is_superuser", "last_login", "date_joined",
             "groups", "user_permissions", "is_authenticated", "is_anonymous"}
        ),
    ),
    ("login", frozenset({"is_authenticated", "is_anonymous", "is_active"})),
    ("mptt", frozenset({"lft", "rght", "tree_id", "level", "parent", "children"})),
    ("treebeard", frozenset({"path", "depth", "numchild", "lft", "rgt", "tree_id"})),
)  # fmt: skip
"""What the bases of a library add whose name has the word in it."""

_ANSWERING = frozenset({"__getattr__", "__getattribute__"})
"""Methods by which objects answer to whatever name they like."""

_ADDING = ("related_name", "backref", "related_query_name", "back_populates")


def model_columns(project: Project, name: str) -> ModelColumns | None:
    """Every name that a model answers to; None: cannot tell."""
    found = schema(project, name)
    if found is None or not found.complete or found.store == "sql":
        return None
    resolver = Resolver(project)
    members = {field.name for field in found.fields} | {f"{f.name}_id" for f in found.fields if f.references} | _GIVEN
    members |= _KEYS if not found.primary_key else frozenset()
    for module, path in resolver.lineage(name):
        if not module:
            members |= {each for word, given in _GIVEN_BY if word in path for each in given}
            if path not in MODEL_BASES and not path.endswith((".Model", ".Base", ".DeclarativeBase", ".object")):
                return None
            continue
        summary = project.modules[module].classes.get(path)
        if summary is None or not _ANSWERING.isdisjoint(f.name for f in summary.fields):
            return None
        members |= {f"{summary.path[-1].lower()}_ptr", *(field.name for field in summary.fields)}
        functions = project.modules[module].functions
        for key in project.modules[module].nested_functions.get(path, ()):
            if functions[key].path[-1] in _ANSWERING:
                return None
            members.add(functions[key].path[-1])
            members |= {attribute for attribute, _ in functions[key].attributes}
    relations: Relations = project.answer(RELATIONS)
    last = name.rpartition(".")[2]
    declared = members | relations.by_heirs.get(last, frozenset())
    return ModelColumns(frozenset(declared | relations.given_to(last)), relations.anywhere, frozenset(declared))


@dataclass(frozen=True, slots=True)
class ModelColumns:
    """The names that a model answers to: its own, and those that relations may give to any model."""

    own: frozenset[str]
    anywhere: frozenset[str]
    declared: frozenset[str]
    """Of its own, those that the model, its bases and its heirs declare, without what any relation may give to it."""

    def __contains__(self, name: str) -> bool:
        return name in self.own or name in self.anywhere

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.own | self.anywhere))


@dataclass(frozen=True, slots=True)
class Relations:
    """The names that fields and subclasses of other models give to models, by the last part of the model's name."""

    anywhere: frozenset[str]
    by_name: Mapping[str, frozenset[str]]
    by_heirs: Mapping[str, frozenset[str]]
    """What subclasses give to models."""
    to_themselves: frozenset[str]
    """What is given by relations to `"self"`, whichever model that is."""

    def given_to(self, last: str) -> frozenset[str]:
        """What a model of this name is given."""
        return self.by_name.get(last, frozenset()) | self.by_heirs.get(last, frozenset()) | self.to_themselves


def relations(project: Project) -> Relations:
    """All of them, in one look at the project's classes."""
    anywhere: set[str] = set()
    by_name: dict[str, set[str]] = {}
    by_heirs: dict[str, set[str]] = {}
    to_themselves: set[str] = set()
    for module in project.modules.values():
        for path, summary in module.classes.items():
            own = path.rpartition(".")[2].lower()
            for base in summary.base_names:
                heirs = by_heirs.setdefault(base.rpartition(".")[2], set())
                heirs |= {own, *(field.name for field in summary.fields)}
            for field in summary.fields:
                keywords = dict(field.keywords) if field.references else {}
                anywhere |= {str(keywords[each]).rstrip("+") for each in _ADDING if keywords.get(each)}
                anywhere |= {reference for reference in field.references if reference.isidentifier()}
                for last in {reference.rpartition(".")[2] for reference in field.references}:
                    given = to_themselves if last == "self" else by_name.setdefault(last, set())
                    given |= {own, f"{own}_set", f"{own}s"}
    return Relations(
        frozenset(anywhere),
        {name: frozenset(given) for name, given in by_name.items()},
        {name: frozenset(given) for name, given in by_heirs.items()},
        frozenset(to_themselves),
    )


MODEL_COLUMNS = Question(model_columns)
RELATIONS = Question(relations, on_outline=True)
