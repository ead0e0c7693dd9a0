"""Records that are read, changed and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.transactions import REGIONS, SESSIONS
from offpath.catalogue.words.people import holds_caller
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.flow import Definition
from offpath.facts.project.reach import REACH
from offpath.facts.routes.routes import HANDLER
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.families.mapped import is_tracked
from offpath.facts.stores.person_methods import PERSON_METHOD
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origins
from offpath.facts.updates.reached_writes import root_of
from offpath.syntax import tree as t

_SAVING_STORES = ("django", "peewee", "tortoise", "mapper")
"""Stores whose records are saved one by one."""

_CHANGING = frozenset({"set_password", "set_unusable_password", "password_hash"})
"""Methods of records that change them and leave the saving to the caller."""

_KEEPING = frozenset(
    {"commit", "flush", "begin", "begin_nested", "bulk_save_objects", "atomic", "transaction", "commit_on_success"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Forgotten:
    """One record that is changed for nothing."""

    change: t.Stmt
    """The last statement that changes it."""
    name: str
    column: str
    read: DataAccess
    saving: str
    """How the store keeps it: `save` or `commit`."""


def forgotten_changes(function: FunctionFacts) -> Iterator[Forgotten]:
    """Every record of a function that is read, changed and neither saved, handed on nor returned."""
    if not any(access.reads or access.operation == "upsert" for access in accesses_in(function)):
        return
    origins = Origins(function)
    changed: dict[Definition, list[tuple[t.Stmt, str, DataAccess]]] = {}
    for statement, target, column in _changes(function):
        read = _read_of(function, origins, target)
        definitions = function.unit.definitions(target)
        if read is not None and len(definitions) == 1:
            changed.setdefault(definitions[0], []).append((statement, column, read))
    for definition, changes in changed.items():
        statement, column, read = changes[-1]
        if read.store in _SAVING_STORES and not is_tracked(function.unit, read.model):
            saving = "save"
        elif read.store == "sqlalchemy" and _must_commit(function):
            saving = "commit"
        else:
            continue
        is_kept = _is_column(function, read, column) and not (
            _is_set_by_method(statement) and _is_unseen(function, read, column)
        )
        if is_kept and not any(_escapes(function, each, saving) for each in _with_aliases(function, definition)):
            yield Forgotten(statement, definition.name, column, read, saving)


def _with_aliases(function: FunctionFacts, definition: Definition) -> list[Definition]:
    """A binding and those of all other names of the same record: `copy = item`, then `item.save()`."""
    found = [definition]
    named = [d for d in function.flow.definitions if d.kind == "assign" and not d.path and isinstance(d.value, t.Name)]
    for each in found:
        meant = function.unit.definitions(each.value) if each in named and isinstance(each.value, t.Name) else ()
        others = (d for d in named if isinstance(d.value, t.Name) and each in function.unit.definitions(d.value))
        found += [other for other in dict.fromkeys((*meant, *others)) if other not in found]
    return found


def _changes(function: FunctionFacts) -> Iterator[tuple[t.Stmt, t.Name, str]]:
    """Statements that change a field of something: with the name at its root, and the field."""
    for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign, t.ExprStmt):
        if isinstance(node, t.ExprStmt):
            call = node.value
            if isinstance(call, t.Call) and isinstance(call.func, t.Attribute) and call.func.attr in _CHANGING:
                if isinstance(call.func.value, t.Name):
                    yield node, call.func.value, "password"
            elif (
                isinstance(call, t.Call) and isinstance(call.func, t.Attribute) and isinstance(call.func.value, t.Name)
            ):
                yield from ((node, call.func.value, attribute) for attribute in _set_by_method(function, call)[:1])
            continue
        for target in _targets(node):
            root = root_of(target) if isinstance(target, t.Attribute) else None
            if root is not None and isinstance(target, t.Attribute) and target.value is root:
                yield node, root, target.attr


def _set_by_method(function: FunctionFacts, call: t.Call) -> tuple[str, ...]:
    """The attributes of its record that a method sets, where that is all that it does; none: it may do more, or cannot be seen."""
    name = _method_of(function, call)
    summary = function.unit.summary(name) if name else None
    if summary is None or not summary.state:
        return ()
    reach = function.unit.asking.ask(REACH, name)
    if _is_read_behind(function, call, {each.attribute for each in summary.state}):
        return ()
    is_all = set(reach.writes) == {"attribute self"} and not reach.by_name and not reach.unknown
    return tuple(each.attribute for each in summary.state) if is_all else ()


def _is_read_behind(function: FunctionFacts, call: t.Call, attributes: set[str]) -> bool:
    """Whether what a method sets is read behind it: it may have been called to work that out."""
    record = call.func.value if isinstance(call.func, t.Attribute) else None
    uses = (use for d in function.unit.definitions(record) for use in d.uses) if isinstance(record, t.Name) else ()
    return any(isinstance(u.parent, t.Attribute) and u.parent.attr in attributes and u.start > call.end for u in uses)


def _method_of(function: FunctionFacts, call: t.Call) -> str:
    """The project's method that is called on a record; of the caller's own record, the one that a model of people has by that name."""
    found = function.unit.resolve(call.func)
    if found is not None and found.internal:
        return found.name if found.kind == "function" else ""
    record = call.func.value if isinstance(call.func, t.Attribute) else None
    if isinstance(record, t.Name) and _merged(function, record) is not None:
        return str(function.unit.asking.ask(PERSON_METHOD, last_name(call.func)))
    return ""


def _merged(function: FunctionFacts, name: t.Name) -> DataAccess | None:
    """What brings the caller's own record into the session, where a name holds the outcome: `db.session.merge(current_user)`."""
    definitions = function.unit.definitions(name)
    made = definitions[0].value if len(definitions) == 1 and not definitions[0].path else None
    if not isinstance(made, t.Call) or last_name(made.func) != "merge" or len(made.args) != 1:
        return None
    if not holds_caller(last_name(made.args[0])):
        return None
    return next((a for a in accesses_in(function) if a.call is made and a.store == "sqlalchemy"), None)


def _targets(node: t.Stmt) -> list[t.Expr]:
    if isinstance(node, t.Assign):
        return node.targets
    return [node.target] if isinstance(node, (t.AugAssign, t.AnnAssign)) else []


def _read_of(function: FunctionFacts, origins: Origins, name: t.Name) -> DataAccess | None:
    """The one read of which a name holds a record."""
    merged = _merged(function, name)
    if merged is not None:
        return merged
    found = list(origins.of(name))
    if len(found) != 1 or found[0].computed or found[0].column:
        return None
    read = found[0].access
    return read if not read.through and not read.columns and read.certainty == "known" else None


def _is_set_by_method(statement: t.Stmt) -> bool:
    call = statement.value if isinstance(statement, t.ExprStmt) else None
    return isinstance(call, t.Call) and last_name(call.func) not in _CHANGING


def _is_unseen(function: FunctionFacts, read: DataAccess, column: str) -> bool:
    """Whether nothing shows that an attribute which a method sets is kept by the store."""
    if read.model is None or not read.model.internal:
        return read.operation != "upsert"
    schema = function.unit.asking.ask(SCHEMA, read.model.name)
    return schema is None or schema.field(column) is None


def _is_column(function: FunctionFacts, read: DataAccess, column: str) -> bool:
    """Whether a changed attribute is one that the store keeps, as far as the model tells."""
    if read.model is None or not read.model.internal:
        return True
    schema = function.unit.asking.ask(SCHEMA, read.model.name)
    return schema is None or not schema.complete or schema.field(column) is not None or column == "password"


def _escapes(function: FunctionFacts, definition: Definition, saving: str) -> bool:
    """Whether a record is saved, handed on, kept or returned; reading and changing its fields leaves it where it is."""
    for use in definition.uses:
        parent = use.parent
        if isinstance(parent, t.Attribute) and parent.value is use:
            outer = parent.parent
            is_method = isinstance(outer, t.Call) and outer.func is parent and parent.attr not in _CHANGING
            if is_method and isinstance(outer, t.Call) and not _set_by_method(function, outer):
                if not _only_reads(function, outer, parent.attr) or _computes(outer, parent.attr):
                    return True
            continue
        if _is_tested(use) or _is_alias(use):
            continue
        return True
    if definition.kind == "loop" and definition.value is not None and saving == "save":
        return _set_is_used(function, definition)
    return False


def _is_alias(use: t.Name) -> bool:
    """Whether a use gives the record another name, whose own uses count then."""
    parent = use.parent
    return isinstance(parent, t.Assign) and parent.value is use and all(isinstance(e, t.Name) for e in parent.targets)


def _computes(call: t.Call, name: str) -> bool:
    """Whether a record is asked for what follows from its fields, as they are now: `invoice.gross()`, not `user.to_dict()`."""
    return not isinstance(call.parent, t.ExprStmt) and first_word(name) not in _SHOWING


_SHOWING = frozenset(
    {
        "get",
        "is",
        "has",
        "can",
        "to",
        "as",
        "format",
        "display",
        "serialize",
        "serialise",
        "json",
        "dict",
        "dump",
        "model",
        "check",
        "validate",
    }
)
"""First words of methods that show a record, or say whether it is in order."""


def _only_reads(function: FunctionFacts, call: t.Call, name: str) -> bool:
    """Whether a method of a record cannot save it: by its body, or by its name."""
    found = function.unit.resolve(call.func)
    if found is not None and found.internal:
        reach = function.unit.asking.ask(REACH, found.name)
        return not reach.writes and not reach.by_name
    return first_word(name) in ("get", "is", "has", "check", "can", "to", "as", "format", "display", "calculate")


def _is_tested(use: t.Name) -> bool:
    """Whether a use only asks whether there is a record."""
    for outer in use.ancestors():
        if isinstance(outer, (t.If, t.While, t.IfExp, t.Assert)):
            return True
        if isinstance(outer, (t.Compare, t.UnaryOp, t.BoolOp)):
            continue
        return False
    return False


def _set_is_used(function: FunctionFacts, definition: Definition) -> bool:
    """Whether the records that a loop runs over are kept by name and used again: `bulk_update(orders, …)`."""
    source = definition.value
    if not isinstance(source, t.Name):
        return False
    uses = [use for d in function.unit.definitions(source) for use in d.uses]
    return any(use is not source and use.start > definition.node.start for use in uses)


def _must_commit(function: FunctionFacts) -> bool:
    """Whether nobody else commits what a handler changes through its session, and it does not do so itself."""
    facts = function.unit
    handler = facts.asking.ask(HANDLER, function.qualified_name)
    if handler is None or not handler.is_unattended:
        return False
    if any(last_name(call.func) in _KEEPING or "commit" in words(last_name(call.func)) for call in function.calls):
        return False
    if any(_may_commit(function, item.context) for n in function.own_nodes(t.With) for item in n.items):
        return False
    for call in function.calls:
        found = facts.resolve(call.func)
        reach = facts.asking.ask(REACH, found.name) if found is not None and found.internal else None
        if reach is not None and _commits((*reach.writes, *reach.by_name)):
            return False
    if _opens_session(function):
        return True
    for parameter in function.summary.parameters:
        dependency = facts.resolve_symbol(parameter.dependency)
        if parameter.dependency is None:
            continue
        summary = facts.summary(dependency.name) if dependency is not None and dependency.internal else None
        if summary is None or any(site.name in _KEEPING for site in summary.calls) or summary.entered:
            return False
    return not function.summary.decorators or not any(_keeps(each.name) for each in function.summary.decorators)


def _opens_session(function: FunctionFacts) -> bool:
    """Whether the session is the function's own: nobody else can commit it."""
    facts = function.unit
    return any(
        facts.asking.catalogue.types.is_any(facts.type_entered(i.context), SESSIONS)
        for n in function.own_nodes(t.With)
        for i in n.items
        if i.target is not None
    )


def _may_commit(function: FunctionFacts, context: t.Expr) -> bool:
    """Whether leaving a `with` may commit: a session's own only closes, unless a transaction is begun."""
    facts = function.unit
    if "session" not in facts.text(context).lower():
        return False
    made = context.func if isinstance(context, t.Call) else context
    found = facts.resolve(made)
    is_session = facts.asking.catalogue.types.is_any(facts.type_entered(context), SESSIONS)
    is_plain = is_session and (found is None or found.kind != "function" or not found.internal)
    return not is_plain or last_name(made) in REGIONS


def _commits(writes: tuple[str, ...]) -> bool:
    return any(write.rpartition(".")[2] in ("commit", "flush") for write in writes)


def _keeps(name: str) -> bool:
    return not {"transactional", "commit", "atomic", "transaction", "session"}.isdisjoint(words(name))
