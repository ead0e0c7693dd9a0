"""How a record is created at most once: by the store's own upsert, or by catching the unique constraint's error.

A repair keeps what the look said: a second caller gets the record, or the refusal that a late caller gets, and does nothing of what only the
first one does. Where that cannot be written, none is offered.
"""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.unique import Uniqueness
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.first_checks import FirstCheck
from offpath.facts.updates.same_keys import is_one_record, same_key, says_the_same
from offpath.repair.edits import (
    add_argument,
    has_comment,
    indent_unit,
    indentation,
    insertion,
    laid_out_call,
    line_end,
    replacement,
    statement_of,
)
from offpath.repair.first_callers import is_for_everybody, refused_directly, repeated_refusal, set_apart
from offpath.repair.placing import Repair, free_name, names_in, same_block, whole_line
from offpath.repair.updates.row_counts import told_count
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_CREATING = ("create", "acreate")
_FLAGS = ("created", "is_new", "was_created")
_WITHOUT_CONFLICT = ("pymysql", "MySQLdb", "mysql", "aiomysql", "asyncmy", "oracledb", "cx_Oracle", "pyodbc", "pymssql")
"""Drivers of databases that do not know `ON CONFLICT`."""

_OF_THE_NEW_ROW = ("lastrowid", "fetchone", "fetchval", "scalar", "scalar_one")


def repair_first_check(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    """The repair that the store offers; None: it offers none that keeps the rest."""
    if found.act.through or not is_one_record(function, found):
        return None
    store = found.act.store
    if found.uniqueness is Uniqueness.NONE and store in ("sql", "sqlalchemy"):
        return None
    if store == "sql":
        return _on_conflict(function, found)
    if store in ("django", "tortoise", "peewee"):
        return _get_or_create(function, found)
    if store == "mongo":
        return _upserted(function, found)
    if store == "redis":
        return _only_new(function, found)
    if store == "sqlalchemy":
        return _caught(function, found)
    return None


def _on_conflict(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    source, statement, call = found.act.source, found.act.statement, found.act.call
    if source is None or statement is None or statement.more or not says_the_same(function, found):
        return None
    text = source.sql.text[: statement.span.end]
    if "returning" in text.lower() or _knows_no_conflict(function, found) or not _is_alone(function, call):
        return None
    end = len(text.rstrip().rstrip(";").rstrip())
    edit = source.unit_edit(Edit(Span(end, end), " ON CONFLICT DO NOTHING"))
    if edit is None:
        return None
    title = "Let the store refuse a second one by `ON CONFLICT DO NOTHING`"
    if is_for_everybody(found):
        return Repair(title, (edit,))
    told = told_count(function, found.act, statement_of(call))
    if told is None:
        return None
    binding, none = told
    apart = set_apart(function, found, none.replace("==", "!="), none)
    bound = (insertion(statement_of(call).start, binding),) if binding else ()
    return Repair(title, (*bound, edit, *apart)) if apart is not None else None


def _knows_no_conflict(function: FunctionFacts, found: FirstCheck) -> bool:
    facts = function.unit
    names = [facts.callee(found.act.call), facts.callee(found.look.call)]
    if found.act.receiver is not None:
        names += facts.lineage(facts.type_of(found.act.receiver))
    return any(name.partition(".")[0] in _WITHOUT_CONFLICT for name in names)


def _is_alone(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a statement is run for its effect, and nobody asks for the row that it made."""
    outer: t.Node | None = call.parent.parent if isinstance(call.parent, t.Await) else call.parent
    asked = function.own_nodes(t.Attribute)
    return isinstance(outer, t.ExprStmt) and not any(a.attr in _OF_THE_NEW_ROW and a.start > call.end for a in asked)


def _get_or_create(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    facts, call = function.unit, found.act.call
    func = call.func
    if not isinstance(func, t.Attribute) or func.attr not in _CREATING or call.args or not call.keywords:
        return None
    if any(keyword.arg is None for keyword in call.keywords) or has_comment(facts, call) or _updates_found(found):
        return None
    key = same_key(function, found)
    outer: t.Node = call.parent if isinstance(call.parent, t.Await) else call
    target = _single_target(outer)
    if key is None or (target is None and not isinstance(outer.parent, t.ExprStmt)):
        return None
    arguments = list(key.lookups)
    rest = [keyword for keyword in call.keywords if keyword.arg not in key.said]
    if rest:
        pairs = ", ".join(f'"{each.arg}": {facts.text(each.value)}' for each in rest)
        arguments.append(f"defaults={{{pairs}}}")
    for_all = is_for_everybody(found)
    flag = "_" if for_all and "_" not in names_in(function) else free_name(function, _FLAGS)
    bound, edits = "", []
    if target is not None:
        edits.append(insertion(target.end, f", {flag}"))
    elif not for_all:
        bound = f"{'_' if '_' not in names_in(function) else free_name(function, ('record',))}, {flag} = "
    awaits = "await " if outer is not call else ""
    name = "aget_or_create" if func.attr == "acreate" else "get_or_create"
    prefix = f"{bound}{awaits}{facts.text(func.value)}.{name}"
    edits.append(replacement(outer, laid_out_call(facts, prefix, arguments, outer, len(flag) + 2)))
    if not for_all:
        apart = set_apart(function, found, flag, f"not {flag}")
        if apart is None:
            return None
        edits += apart
    return Repair(f"Get or create it by `{name}`", tuple(edits))


def _updates_found(found: FirstCheck) -> bool:
    """Whether a record that is there is changed in the other branch: a second caller's values would be lost."""
    decision = found.decision
    if not isinstance(decision, t.If):
        return False
    in_body = decision.body[0].start <= found.act.call.start < decision.body[-1].end
    other = decision.orelse if in_body else decision.body
    for node in (inner for each in other for inner in each.walk()):
        targets = node.targets if isinstance(node, t.Assign) else [node.target] if isinstance(node, t.AugAssign) else []
        if any(isinstance(each, t.Attribute) for each in targets):
            return True
        if isinstance(node, t.Call) and last_name(node.func) in ("update", "aupdate", "save", "asave"):
            return True
    return False


def _single_target(outer: t.Node) -> t.Name | None:
    """The one name that a value is assigned to."""
    assign = outer.parent
    if isinstance(assign, t.Assign) and len(assign.targets) == 1 and isinstance(assign.targets[0], t.Name):
        return assign.targets[0]
    return None


def _upserted(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    facts, call = function.unit, found.act.call
    document = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if (
        last_name(call.func) != "insert_one"
        or not isinstance(call.func, t.Attribute)
        or not isinstance(document, t.Dict)
        or has_comment(facts, call)
    ):
        return None
    if not _is_alone(function, call) or any(item.key is None for item in document.items):
        return None
    items = {item.key.value: facts.text(item) for item in document.items if isinstance(item.key, t.Constant)}
    if len(items) != len(document.items) or not says_the_same(function, found):
        return None
    keys = ", ".join(items[each.column] for each in found.look.filters)
    arguments = [f"{{{keys}}}", f'{{"$setOnInsert": {facts.text(document)}}}', "upsert=True"]
    outer: t.Node = call.parent if isinstance(call.parent, t.Await) else call
    prefix = f"{'await ' if outer is not call else ''}{facts.text(call.func.value)}.update_one"
    title = "Insert it only where it is new (`$setOnInsert`)"
    if is_for_everybody(found):
        return Repair(title, (replacement(outer, laid_out_call(facts, prefix, arguments, outer)),))
    name = free_name(function, ("result", "outcome"))
    apart = set_apart(function, found, f"{name}.upserted_id is not None", f"{name}.upserted_id is None")
    if apart is None:
        return None
    text = laid_out_call(facts, f"{name} = {prefix}", arguments, outer)
    return Repair(title, (replacement(outer, text), *apart))


def _only_new(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    """`set(…, nx=True)`, and its answer as what decides what only the first caller does."""
    facts, call = function.unit, found.act.call
    outer: t.Node = call.parent if isinstance(call.parent, t.Await) else call
    if last_name(call.func) != "set" or len(call.args) < 2 or not isinstance(outer.parent, t.ExprStmt):
        return None
    added = add_argument(facts, call, "nx=True")
    title = "Set it only where it is new (`nx=True`)"
    if added is None or is_for_everybody(found):
        return Repair(title, added) if added is not None else None
    if found.refusal:
        refused = refused_directly(function, found)
        asked = (insertion(outer.start, "if not "), *added, insertion(outer.end, ":"))
        return Repair(title, (*asked, refused)) if refused is not None else None
    name = free_name(function, ("is_new", "was_set"))
    apart = set_apart(function, found, name, f"not {name}")
    return Repair(title, (insertion(outer.start, f"{name} = "), *added, *apart)) if apart is not None else None


def _caught(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    """What sends the insert (a flush, else the commit) within a `try` that answers a second record as the look would have."""
    facts = function.unit
    if not found.refusal:
        return None
    statement = statement_of(found.act.call)
    sending = (c for c in function.calls if last_name(c.func) in ("flush", "commit") and c.start > found.act.call.end)
    commit = min(sending, key=lambda call: call.start, default=None)
    if commit is None or not isinstance(commit.func, t.Attribute):
        return None
    line = statement_of(commit)
    span = whole_line(facts, line)
    if span is None or not same_block(statement, line):
        return None
    indent, step, end = indentation(facts, line), indent_unit(facts), line_end(facts)
    awaits = "await " if isinstance(commit.parent, t.Await) else ""
    lines = [f"{indent}try:", f"{indent}{step}{facts.reading.text[line.start : span.end].rstrip()}"]
    last = found.refusal[-1]
    error = free_name(function, ("error", "violation")) if isinstance(last, t.Raise) and last.cause is None else ""
    lines.append(f"{indent}except IntegrityError{f' as {error}' if error else ''}:")
    lines.append(f"{indent}{step}{awaits}{facts.text(commit.func.value)}.rollback()")
    refusal = repeated_refusal(function, found, f"{indent}{step}")
    if refusal is None:
        return None
    if error:
        refusal = f"{refusal.removesuffix(end)} from {error}{end}"
    edit = Edit(span, end.join(lines) + end + refusal)
    return Repair(
        "Answer `IntegrityError` as the look would have", (edit,), ("from sqlalchemy.exc import IntegrityError",)
    )
