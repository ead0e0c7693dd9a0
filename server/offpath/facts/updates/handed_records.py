"""Records of unknown type that a function changes on the basis of what they hold, and saves: what it was handed refers to them.

    def charge(sale):
        sale.customer.credit += sale.due
        sale.customer.save()

That they are records is told by a relation of the project of that name, to a model with that column, and by the call that saves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.flow.order import can_follow
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA, Schema, schema
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_GIVEN_FIELDS = frozenset({"validated_data", "attrs", "cleaned_data", "validated_attrs"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//"})


@dataclass(frozen=True, slots=True, eq=False)
class HandedChange:
    """One change of such a record, and the call that saves it."""

    change: t.AugAssign | t.Assign
    column: str
    save: DataAccess
    model: str
    """The dotted name of the model that the record is one of."""


def handed_changes(function: FunctionFacts) -> Iterator[HandedChange]:
    """Every such change of a function, in source order."""
    saves = [a for a in accesses_in(function) if a.store == "django" and a.operation == "update" and a.model is None]
    for node in function.own_nodes(t.AugAssign, t.Assign) if saves else ():
        assert isinstance(node, (t.AugAssign, t.Assign))
        target = _computed_target(function, node)
        if target is None:
            continue
        model = _model_of(function, target.value, target.attr)
        text = function.unit.text(target.value)
        for save in saves:
            if (
                model
                and save.record is not None
                and function.unit.text(save.record) == text
                and can_follow(node, save.call)
            ):
                yield HandedChange(node, target.attr, save, model)
                break


def _computed_target(function: FunctionFacts, node: t.AugAssign | t.Assign) -> t.Attribute | None:
    """The attribute that gets a number computed from itself: `a.x += n`, `a.x = a.x + n`."""
    if isinstance(node, t.AugAssign):
        is_number = node.op in _ARITHMETIC and not isinstance(node.value, (t.JoinedStr, t.List, t.Tuple, t.Dict))
        return node.target if is_number and isinstance(node.target, t.Attribute) and not _is_text(node.value) else None
    target = node.targets[0] if len(node.targets) == 1 else None
    if not isinstance(target, t.Attribute) or not isinstance(node.value, (t.BinOp, t.Call)):
        return None
    text = function.unit.text(target)
    for part in node.value.walk():
        if (
            isinstance(part, t.BinOp)
            and part.op in _ARITHMETIC
            and not any(_is_text(s) for s in (part.left, part.right))
        ):
            if any(isinstance(n, t.Attribute) and function.unit.text(n) == text for n in part.walk()):
                return target
    return None


def _is_text(node: t.Expr) -> bool:
    return isinstance(node, t.JoinedStr) or (isinstance(node, t.Constant) and isinstance(node.value, str))


def _model_of(function: FunctionFacts, record: t.Expr, column: str) -> str:
    """The model that a record is one of, where what the function was handed leads to it; empty: cannot tell."""
    if isinstance(record, t.Name):
        definitions = function.unit.definitions(record)
        if len(definitions) != 1:
            return ""
        value = definitions[0].value
        if value is None or definitions[0].path:
            return _of_serializer(function, record, column) if definitions[0].kind == "parameter" else ""
        record = value
    relation = _relation(function, record)
    return function.unit.asking.ask(RELATED_MODEL, relation, column) if relation else ""


def _relation(function: FunctionFacts, record: t.Expr) -> str:
    """The relation by which a record is reached from a parameter: `customer` of `sale.customer`, of `validated_data["customer"]`."""
    if isinstance(record, t.Attribute) and isinstance(record.value, t.Name):
        return record.attr if _is_parameter(function, record.value) else ""
    if isinstance(record, t.Subscript):
        key, base = record.index, record.value
    elif isinstance(record, t.Call) and last_name(record.func) in ("get", "pop") and record.args:
        key, base = record.args[0], record.func.value if isinstance(record.func, t.Attribute) else record.func
    else:
        return ""
    named = isinstance(key, t.Constant) and isinstance(key.value, str) and last_name(base) in _GIVEN_FIELDS
    return str(key.value) if named and isinstance(key, t.Constant) else ""


def _is_parameter(function: FunctionFacts, name: t.Name) -> bool:
    found = function.unit.definitions(name)
    return bool(found) and all(each.kind == "parameter" for each in found) and name.id not in ("self", "cls")


def _of_serializer(function: FunctionFacts, record: t.Name, column: str) -> str:
    """The model of `instance` in a serializer's `update`, which fetched it."""
    if record.id != "instance" or function.name != "update" or not function.class_name:
        return ""
    if not any("Serializer" in each for each in function.unit.lineage(function.class_name)):
        return ""
    model = function.unit.asking.ask(SERIALIZED_MODEL, function.class_name)
    found = function.unit.asking.ask(SCHEMA, model) if model else None
    return model if found is not None and found.field(column) is not None else ""


def related_model(project: Project, relation: str, column: str) -> str:
    """The model that a relation of this name leads to, if all of them lead to models with this column; empty: cannot tell."""
    found: set[str] = set()
    for each in _schemas(project):
        field = next((f for f in each.fields if f.name == relation and f.references), None)
        if field is not None:
            models = [s for s in _schemas(project) if s.name.rpartition(".")[2].lower() == field.references]
            if not models or any(s.field(column) is None for s in models):
                return ""
            found |= {s.name for s in models}
    return found.pop() if len(found) == 1 else ""


def _schemas(project: Project) -> list[Schema]:
    return project.answer(DJANGO_MODELS)


def django_models(project: Project) -> list[Schema]:
    """The schemas of all Django models of the project."""
    found = []
    for module in project.modules.values():
        for path, summary in module.classes.items():
            if summary.fields:
                known = schema(project, module.dotted(path))
                if known is not None and known.store == "django":
                    found.append(known)
    return found


def serialized_model(project: Project, name: str) -> str:
    """The model that a serializer's `Meta` names."""
    resolver = Resolver(project)
    module, path = resolver.locate(name)
    meta = module.classes.get(f"{path}.Meta") if module is not None else None
    field = next((each for each in meta.fields if each.name == "model"), None) if meta is not None else None
    if module is None or field is None or field.symbol is None:
        return ""
    found = resolver.resolve(module.name, field.symbol)
    return found.name if found is not None and found.internal else ""


RELATED_MODEL = Question(related_model, on_outline=True)
DJANGO_MODELS = Question(django_models, on_outline=True)
SERIALIZED_MODEL = Question(serialized_model, on_outline=True)
