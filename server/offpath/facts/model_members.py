"""Which names a model answers to, as far as the project shows: fields, methods, what other models add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offpath.facts.queries.schema import MODEL_BASES, schema
from offpath.facts.resolve import Resolver

if TYPE_CHECKING:
    from offpath.facts.project import Project

_GIVEN = frozenset(
    {
        "id", "pk", "objects", "query", "metadata", "registry", "DoesNotExist", "MultipleObjectsReturned", "rowid", "username", "email", "first_name",
        "last_name", "password", "is_active", "is_staff", "is_superuser", "last_login", "date_joined", "groups", "user_permissions",
        "is_authenticated", "is_anonymous", "lft", "rght", "tree_id", "level", "path", "depth", "numchild", "model_fields", "model_config", "c",
        "_id",
    }
)  # fmt: skip
"""Names that libraries' bases give to models."""

_ADDING = ("related_name", "backref", "related_query_name", "back_populates")


def model_columns(project: Project, name: str) -> tuple[str, ...] | None:
    """Every name that a model answers to; None: cannot tell."""
    found = schema(project, name)
    if found is None or not found.complete or found.store == "sql":
        return None
    resolver = Resolver(project)
    members = {field.name for field in found.fields} | {f"{f.name}_id" for f in found.fields if f.references} | _GIVEN
    for module, path in resolver.lineage(name):
        if not module:
            if path not in MODEL_BASES and not path.endswith((".Model", ".Base", ".DeclarativeBase", ".object")):
                return None
            continue
        summary = project.modules[module].classes.get(path)
        if summary is None or "__getattr__" in {f.name for f in summary.fields}:
            return None
        members |= {field.name for field in summary.fields}
        for key, function in project.modules[module].functions.items():
            if key.startswith(f"{path}."):
                members.add(function.path[-1])
                members |= {attribute for attribute, _ in function.attributes}
    members |= _added(project, name.rpartition(".")[2])
    return tuple(sorted(members))


def _added(project: Project, last: str) -> set[str]:
    """The names that relations of other models, and its own subclasses, give to a model."""
    found: set[str] = set()
    for module in project.modules.values():
        for path, summary in module.classes.items():
            if any(base.rpartition(".")[2] == last for base in summary.base_names):
                found |= {field.name for field in summary.fields}
            for field in summary.fields:
                if not field.references:
                    continue
                keywords = dict(field.keywords)
                found |= {str(keywords[each]).rstrip("+") for each in _ADDING if keywords.get(each)}
                found |= {reference for reference in field.references if reference.isidentifier()}
                if any(reference.rpartition(".")[2] in (last, "self") for reference in field.references):
                    own = path.rpartition(".")[2].lower()
                    found |= {own, f"{own}_set", f"{own}s"}
    return found
