"""How a record is created at most once: by the store's own upsert, or by catching the unique constraint's error."""

from __future__ import annotations

from offpath.facts.edits import indent_unit, indentation, insertion, line_end, replacement, statement_of
from offpath.facts.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.first_checks import FirstCheck
from offpath.facts.updates.placing import Repair, same_block, whole_line
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_CREATING = ("create", "acreate")


def repair_first_check(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    """The repair that the store offers; None: it offers none that keeps the rest."""
    if found.act.through:
        return None
    store = found.act.store
    if store == "sql":
        return _on_conflict(found)
    if store in ("django", "tortoise", "peewee"):
        return _get_or_create(function.unit, found)
    if store == "mongo":
        return _upserted(function.unit, found)
    if store == "redis":
        return _only_new(function.unit, found)
    if store == "sqlalchemy":
        return _caught(function, found)
    return None


def _on_conflict(found: FirstCheck) -> Repair | None:
    source, statement = found.act.source, found.act.statement
    if source is None or statement is None or statement.more:
        return None
    text = source.sql.text[: statement.span.end]
    end = len(text.rstrip().rstrip(";").rstrip())
    edit = source.unit_edit(Edit(Span(end, end), " ON CONFLICT DO NOTHING"))
    return Repair("Let the store refuse a second one", (edit,)) if edit is not None else None


def _get_or_create(facts: UnitFacts, found: FirstCheck) -> Repair | None:
    call = found.act.call
    func = call.func
    if not isinstance(func, t.Attribute) or func.attr not in _CREATING or call.args or not found.columns:
        return None
    if any(keyword.arg is None for keyword in call.keywords) or not call.keywords:
        return None
    keys = [k for k in call.keywords if k.arg in found.columns]
    rest = [k for k in call.keywords if k.arg not in found.columns]
    arguments = [facts.text(k) for k in keys]
    if rest:
        pairs = ", ".join(f'"{k.arg}": {facts.text(k.value)}' for k in rest)
        arguments.append(f"defaults={{{pairs}}}")
    name = "aget_or_create" if func.attr == "acreate" else "get_or_create"
    text = f"{facts.text(func.value)}.{name}({', '.join(arguments)})"
    outer: t.Node = call.parent if isinstance(call.parent, t.Await) else call
    if isinstance(outer.parent, t.ExprStmt):
        return Repair("Get it or create it in one step", (replacement(call, text),))
    if (
        isinstance(outer.parent, t.Assign)
        and len(outer.parent.targets) == 1
        and isinstance(outer.parent.targets[0], t.Name)
    ):
        target = outer.parent.targets[0]
        return Repair("Get it or create it in one step", (insertion(target.end, ", _"), replacement(call, text)))
    return None


def _upserted(facts: UnitFacts, found: FirstCheck) -> Repair | None:
    call = found.act.call
    document = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if (
        last_name(call.func) != "insert_one"
        or not isinstance(call.func, t.Attribute)
        or not isinstance(document, t.Dict)
    ):
        return None
    if not isinstance(call.parent, (t.ExprStmt, t.Await)) or any(item.key is None for item in document.items):
        return None
    items = {item.key.value: facts.text(item) for item in document.items if isinstance(item.key, t.Constant)}
    keys = [items[column] for column in found.columns if column in items]
    if not keys or len(items) != len(document.items):
        return None
    text = f'{facts.text(call.func.value)}.update_one({{{", ".join(keys)}}}, {{"$setOnInsert": {facts.text(document)}}}, upsert=True)'
    return Repair("Insert it only where it is new", (replacement(call, text),))


def _only_new(facts: UnitFacts, found: FirstCheck) -> Repair | None:
    call = found.act.call
    if last_name(call.func) != "set" or not call.args:
        return None
    last = max([*call.args, *call.keywords], key=lambda each: each.end)
    return Repair("Set it only where it is new", (insertion(last.end, ", nx=True"),))


def _caught(function: FunctionFacts, found: FirstCheck) -> Repair | None:
    """The commit within a `try` that answers a second record as the look would have."""
    facts = function.unit
    if not found.refusal:
        return None
    statement = statement_of(found.act.call)
    commit = next(
        (
            call
            for call in function.calls
            if last_name(call.func) == "commit"
            and call.start > found.act.call.end
            and isinstance(call.func, t.Attribute)
        ),
        None,
    )
    if commit is None or not isinstance(commit.func, t.Attribute):
        return None
    line = statement_of(commit)
    span = whole_line(facts, line)
    if span is None or not same_block(statement, line):
        return None
    indent, step, end = indentation(facts, line), indent_unit(facts), line_end(facts)
    awaits = "await " if isinstance(commit.parent, t.Await) else ""
    lines = [f"{indent}try:", f"{indent}{step}{facts.text(line)}", f"{indent}except IntegrityError:"]
    lines.append(f"{indent}{step}{awaits}{facts.text(commit.func.value)}.rollback()")
    for refusal in found.refusal:
        own = indentation(facts, refusal)
        for number, each in enumerate(facts.text(refusal).splitlines()):
            lines.append(f"{indent}{step}{each.removeprefix(own) if number else each}")
    text = end.join(lines) + end
    return Repair(
        "Answer the unique constraint's error", (Edit(span, text),), ("from sqlalchemy.exc import IntegrityError",)
    )
