"""Records of Django that are saved and then filled by further writes, each committed by itself: forms with their sets, memberships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.order import can_follow
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.shared.registered import HAS_TRAIT
from offpath.facts.stores.chain import stripped
from offpath.facts.transactions.regions import is_in_transaction
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.handed_records import DJANGO_MODELS
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t

_MEMBERSHIPS = frozenset({"groups", "user_permissions"})
"""Relations to many that Django's own models have."""
_CREATING = frozenset({"create_user", "create_superuser"})


@dataclass(frozen=True, slots=True, eq=False)
class TornForm:
    """A write, and one that completes it and may fail alone."""

    first: t.Call
    second: t.Call
    is_replacement: bool
    """Whether the first takes away what the second puts in its place."""


def torn_forms(function: FunctionFacts) -> Iterator[TornForm]:
    """The first such pair of a function, where no transaction spans it."""
    calls = [call for call in function.calls if isinstance(call.func, t.Attribute)]
    if not any(last_name(call.func) in ("save", "add", "set") for call in calls):
        return
    for second in calls:
        first = _emptied(function, calls, second) or _saved(function, calls, second)
        if first is None or not can_follow(first, second) or is_in_transaction(function, first, second):
            continue
        if not _is_run_in_one(function):
            yield TornForm(first, second, last_name(first.func) == "clear")
            return


def _is_run_in_one(function: FunctionFacts) -> bool:
    """Whether whoever runs the function has a transaction (each request, Django's administration), or sits before it and runs it again."""
    ask = function.unit.asking.ask
    if ask(IS_ATTENDED, function.qualified_name):
        return True
    return bool(ask(HAS_TRAIT, "ATOMIC_REQUESTS")) or ask(IN_ADMINISTRATION, function.class_name or "")


def _emptied(function: FunctionFacts, calls: list[t.Call], second: t.Call) -> t.Call | None:
    """The call that emptied the relation to which something is added: `user.groups.clear()`."""
    if last_name(second.func) != "add" or not _is_membership(function, second):
        return None
    text = function.unit.text(_receiver(second))
    emptying = (c for c in calls if last_name(c.func) == "clear" and function.unit.text(_receiver(c)) == text)
    return next((c for c in emptying if c.end <= second.start), None)


def _receiver(call: t.Call) -> t.Expr:
    assert isinstance(call.func, t.Attribute)
    return call.func.value


def _is_membership(function: FunctionFacts, call: t.Call) -> bool:
    relation = _receiver(call)
    if not isinstance(relation, t.Attribute):
        return False
    return relation.attr in _MEMBERSHIPS or function.unit.asking.ask(IS_MEMBERSHIP, relation.attr)


def _saved(function: FunctionFacts, calls: list[t.Call], second: t.Call) -> t.Call | None:
    """The call that saved the record which a second write completes."""
    for name in _completed(function, calls, second):
        for first in calls:
            if first.end <= second.start and first is not second and _saves(function, first, name):
                return first
    return None


def _completed(function: FunctionFacts, calls: list[t.Call], second: t.Call) -> Iterator[t.Expr]:
    """The names, or attributes, of the record that a write belongs to."""
    receiver = _receiver(second)
    if last_name(second.func) in ("add", "set") and _is_membership(function, second):
        if isinstance(receiver, t.Attribute):
            yield receiver.value
    elif last_name(second.func) == "save" and isinstance(receiver, t.Name) and not _is_put_off(function, second):
        made = [stripped(d.value) for d in function.unit.definitions(receiver) if d.value is not None]
        for each in made:
            given = each.keyword("instance") if isinstance(each, t.Call) else None
            if given is not None and isinstance(each, t.Call) and "set" in last_name(each.func).lower():
                yield given
        yield from _tied(function, receiver, made)


def _tied(function: FunctionFacts, receiver: t.Name, made: list[t.Expr]) -> Iterator[t.Expr]:
    """`formset.instance = order`; `profile.user = user`, where the profile is another form's."""
    is_of_form = any(isinstance(each, t.Call) and _is_form_save(function, each) for each in made)
    for assign in function.own_nodes(t.Assign):
        for target in assign.targets:
            if (
                not isinstance(target, t.Attribute)
                or not isinstance(target.value, t.Name)
                or target.value.id != receiver.id
            ):
                continue
            if isinstance(assign.value, (t.Name, t.Attribute)) and (target.attr == "instance" or is_of_form):
                yield assign.value


def _saves(function: FunctionFacts, call: t.Call, record: t.Expr) -> bool:
    """Whether a call puts a record into the database: its form's `save()`, its own, its creation."""
    receiver, made = _receiver(call), _made(function, record)
    if made is call:
        of_manager = last_name(call.func) in _CREATING and last_name(receiver) in ("objects", "_default_manager")
        return of_manager or (_is_form_save(function, call) and not _is_put_off(function, call))
    is_own = last_name(call.func) == "save" and function.unit.text(receiver) == function.unit.text(record)
    return is_own and made is not None and _is_form_save(function, made)


def _made(function: FunctionFacts, record: t.Expr) -> t.Call | None:
    """The call that a record comes from, where that is the only one: of a name, or of an attribute that the function sets."""
    values: list[t.Expr | None] = []
    if isinstance(record, t.Name):
        values = [each.value for each in function.unit.definitions(record)]
    elif isinstance(record, t.Attribute):
        text = function.unit.text(record)
        assigns = [each for each in function.own_nodes(t.Assign) if isinstance(each, t.Assign)]
        values = [each.value for each in assigns if any(function.unit.text(target) == text for target in each.targets)]
    made = stripped(values[0]) if len(values) == 1 and values[0] is not None else None
    return made if isinstance(made, t.Call) else None


def _is_form_save(function: FunctionFacts, call: t.Call) -> bool:
    """`form.save(…)`, `super().save(…)` of a form."""
    if last_name(call.func) != "save" or not isinstance(call.func, t.Attribute):
        return False
    receiver = call.func.value
    if isinstance(receiver, t.Call) and last_name(receiver.func) == "super":
        return function.name == "save" and "Form" in (function.class_name or "").rpartition(".")[2]
    return isinstance(receiver, (t.Name, t.Attribute)) and "form" in words(last_name(receiver))


def _is_put_off(function: FunctionFacts, call: t.Call) -> bool:
    commit = call.keyword("commit")
    return commit is not None and is_constant(function.unit, commit, False)


def is_membership(project: Project, relation: str) -> bool:
    """Whether a relation of this name leads from a Django model of the project to many."""
    return any(
        field.name == relation and bool(field.references) and not field.is_foreign_key
        for each in project.answer(DJANGO_MODELS)
        for field in each.fields
    )


def in_administration(project: Project, name: str) -> bool:
    """Whether Django's administration runs the methods of a class, in a transaction of its own: its pages, and their forms."""
    own = name.rpartition(".")[2]
    for module in project.modules.values():
        for path, summary in module.classes.items():
            if not any(base.endswith("Admin") for base in summary.base_names):
                continue
            if path == own or any(own and own in str(field.symbol) for field in summary.fields):
                return True
    return False


IS_MEMBERSHIP = Question(is_membership, on_outline=True)
IN_ADMINISTRATION = Question(in_administration, on_outline=True)
