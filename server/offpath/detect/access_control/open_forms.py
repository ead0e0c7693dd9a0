"""Django forms and serializers that take every field of their model from the client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.detect.access_control.record_powers import RecordPowers
from offpath.facts.identity.lookup_views import CHANGES_FOR_ALL, SERVES_READS_ALONE, SERVES_THE_POWERFUL_ALONE
from offpath.facts.project.names import CLASS, FUNCTION
from offpath.facts.stores.schema import SCHEMA, Schema
from offpath.facts.summaries.contribution import ClassSummary, FunctionSummary
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t

_FORMS = ("django.forms.ModelForm", "django.forms.models.ModelForm")
_SERIALIZERS = (
    "rest_framework.serializers.ModelSerializer",
    "rest_framework.serializers.HyperlinkedModelSerializer",
)


_FOR_OTHER_THINGS = frozenset(
    {"search", "filter", "webhook", "export", "read", "list", "detail", "output", "out", "response", "public", "event", "query", "report"}
)  # fmt: skip
"""Words of forms and serializers that write nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenForm:
    """A `Meta` with `fields = "__all__"`."""

    owner: str
    """The form's or serializer's name."""
    fields: t.Expr
    """The text `"__all__"`."""
    schema: Schema
    privileged: tuple[str, ...]
    declared: tuple[str, ...]
    """The fields that it declares by hand."""
    is_serializer: bool


def open_forms(facts: UnitFacts) -> Iterator[OpenForm]:
    """Every such form of a unit whose model has fields that no client should set."""
    if facts.reading.kind != "class" or facts.reading.path[-1] != "Meta" or len(facts.reading.path) < 2:
        return
    for meta in facts.nodes(t.ClassDef):
        if meta.name == "Meta":
            found = _judged(facts, meta)
            if found is not None:
                yield found


def _judged(facts: UnitFacts, meta: t.ClassDef) -> OpenForm | None:
    options = {
        target.id: each.value
        for each in meta.body
        if isinstance(each, t.Assign)
        for target in each.targets
        if isinstance(target, t.Name)
    }
    fields, model = options.get("fields"), options.get("model")
    if isinstance(fields, (t.List, t.Tuple)) and model is not None:
        return _named_powers(facts, options, fields, model)
    if fields is None or model is None or not is_constant(facts, fields, "__all__"):
        return None
    path = facts.reading.path[:-1]
    if not _FOR_OTHER_THINGS.isdisjoint(words(path[-1])):
        return None
    name = ".".join(p for p in (facts.module, *path) if p)
    lineage = facts.lineage(name)
    is_serializer = any(base in lineage for base in _SERIALIZERS)
    if not is_serializer and not any(base in lineage for base in _FORMS):
        return None
    found = facts.resolve(model)
    schema: Schema | None = facts.asking.ask(SCHEMA, found.name) if found is not None and found.internal else None
    if schema is None or (is_serializer and facts.asking.ask(SERVES_READS_ALONE, name)):
        return None
    if facts.asking.ask(SERVES_THE_POWERFUL_ALONE, name, 1 if is_serializer else 0):
        return None
    declared = tuple(_declared(facts, name))
    kept = {*_named(options), *declared}
    powers = RecordPowers(facts, schema)
    privileged = tuple(
        f.name
        for f in schema.fields
        if f.name not in kept and powers.gives(f.name) and not _is_judged(facts, name, f.name)
    )
    return OpenForm(path[-1], fields, schema, privileged, declared, is_serializer) if privileged else None


def _named_powers(
    facts: UnitFacts, options: dict[str, t.Expr], fields: t.List | t.Tuple, model: t.Expr
) -> OpenForm | None:
    """A serializer that names fields of power among those of a person, and a view by which everybody who is signed in changes them."""
    named = [each.value for each in fields.elts if isinstance(each, t.Constant) and isinstance(each.value, str)]
    powers = [each for each in named if each in _POWERS]
    name = ".".join(p for p in (facts.module, *facts.reading.path[:-1]) if p)
    found = facts.resolve(model) if powers else None
    if found is None or not found.internal or not any(base in facts.lineage(name) for base in _SERIALIZERS):
        return None
    schema: Schema | None = facts.asking.ask(SCHEMA, found.name)
    kept = {*_named(options), *_declared(facts, name)}
    open_to_all = tuple(each for each in powers if each not in kept and not _is_judged(facts, name, each))
    if schema is None or not open_to_all or not facts.asking.ask(CHANGES_FOR_ALL, name):
        return None
    return OpenForm(facts.reading.path[-2], fields, schema, open_to_all, (), True)


_POWERS = frozenset({"is_staff", "is_superuser", "is_admin", "user_permissions"})


def _is_judged(facts: UnitFacts, name: str, field: str) -> bool:
    """Whether the form judges by the caller what it is sent for a field: `def validate_mailbox(self, value)`."""
    for method in (f"validate_{field}", f"clean_{field}"):
        summary: FunctionSummary | None = facts.asking.ask(FUNCTION, f"{name}.{method}")
        if summary is not None and not {"identity", "person"}.isdisjoint(summary.guards):
            return True
    return False


def _named(options: dict[str, t.Expr]) -> Iterator[str]:
    """The fields that the client cannot set, as the options name them."""
    for name in ("read_only_fields", "exclude", "extra_kwargs"):
        for inner in options[name].walk() if name in options else ():
            if isinstance(inner, t.Constant) and isinstance(inner.value, str):
                yield inner.value


def _declared(facts: UnitFacts, name: str) -> Iterator[str]:
    """The fields that the form declares by hand."""
    summary: ClassSummary | None = facts.asking.ask(CLASS, name)
    for field in summary.fields if summary is not None else ():
        if field.symbol is not None and field.symbol[0] == "call":
            yield field.name
