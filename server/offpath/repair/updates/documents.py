"""Repairs of documents in MongoDB: `$inc` and `$push` under a filter that keeps the guard."""

from __future__ import annotations

from offpath.facts.stores.chain import local_value
from offpath.facts.updates.preconditions import preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import indentation, insertion, quote_of, replacement
from offpath.repair.placing import (
    Repair,
    behind,
    dead_binding,
    delta_of,
    free_name,
    is_supported,
    refusal_lines,
    removal,
    same_block,
    used_behind,
    write_statement,
)
from offpath.repair.updates.orm import TITLE
from offpath.repair.updates.saying import mongo_filters
from offpath.syntax import tree as t
from offpath.text.span import Edit

_PUSHES: dict[str, str] = {"append": "$push", "add": "$addToSet", "remove": "$pull"}


def repair_document(rewrite: Rewrite) -> Repair | None:
    """The repair of a document that is found, changed, and set or replaced."""
    write, facts = rewrite.write, rewrite.function.unit
    if write is None or rewrite.others or len(write.call.args) < 2 or not isinstance(write.call.func, t.Attribute):
        return None
    statement, guards, quote = write_statement(rewrite), preconditions(rewrite), quote_of(facts)
    change = _change(rewrite, quote)
    if change is None or not is_supported(guards, change[0]):
        return None
    column, update = change
    said = mongo_filters(facts, guards.guards, column, quote)
    picked = write.call.args[0]
    display = local_value(facts, picked)
    if "." in column and guards.guards:
        return None
    if said is None or (said and (display is not picked or not isinstance(picked, t.Dict) or not picked.items)):
        return None
    edits: list[Edit] = [replacement(write.call.args[1], update)]
    if write.call.func.attr == "replace_one":
        start = write.call.func.attr_start
        edits.append(Edit.delete(start, start + len("replace_one")))
        edits[-1] = Edit(edits[-1].span, "update_one")
    if said:
        assert isinstance(picked, t.Dict)
        edits.append(insertion(picked.items[-1].value.end, f", {', '.join(said)}"))
    lines = ""
    if guards.guards:
        indent = indentation(facts, statement)
        name = free_name(rewrite.function)
        if not isinstance(statement, t.ExprStmt):
            return None
        edits.append(insertion(statement.start, f"{name} = "))
        lines = refusal_lines(facts, f"{name}.modified_count == 0", guards.refusal, indent)
    moved = _moved(rewrite, statement)
    if moved is None:
        return None
    gone, kept = moved
    edits += gone
    lines += kept
    following = behind(facts, statement, lines)
    if lines and following is None:
        return None
    edits += [following] if following is not None else []
    if rewrite.record is None and rewrite.changes[0].value is not None:
        unused = dead_binding(rewrite, rewrite.changes[0].value)
        edits += [unused] if unused is not None else []
    return Repair(TITLE, tuple(edits))


def _change(rewrite: Rewrite, quote: str) -> tuple[str, str] | None:
    """The column and the update document."""
    facts = rewrite.function.unit
    if len(rewrite.changes) == 1 and isinstance(rewrite.changes[0].node, t.Call):
        change = rewrite.changes[0]
        operator = _PUSHES.get(change.operator)
        if operator is None or change.value is None or not _is_direct(change.node):
            return None
        return change.column, _document(quote, operator, change.column, facts.text(change.value))
    delta = delta_of(rewrite)
    if delta is None or (rewrite.write is not None and rewrite.record is None and len(rewrite.write.values) != 1):
        return None
    if rewrite.record is not None and not _is_top_level(rewrite.changes[0].node):
        return None
    return delta.column, _document(quote, "$inc", delta.column, delta.signed)


def _document(quote: str, operator: str, column: str, value: str) -> str:
    return f"{{{quote}{operator}{quote}: {{{quote}{column}{quote}: {value}}}}}"


def _is_direct(node: t.Node) -> bool:
    """Whether a mutator is called on a field of the document itself: `document["tags"].append(…)`."""
    return isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and _is_field(node.func.value)


def _is_top_level(node: t.Node) -> bool:
    target = node.target if isinstance(node, t.AugAssign) else node.targets[0] if isinstance(node, t.Assign) else None
    return _is_field(target)


def _is_field(target: t.Expr | None) -> bool:
    return isinstance(target, t.Subscript) and isinstance(target.value, t.Name) and isinstance(target.index, t.Constant)


def _moved(rewrite: Rewrite, statement: t.Stmt) -> tuple[list[Edit], str] | None:
    """The change of the local document: gone where nothing reads it later, else kept, behind the update."""
    facts = rewrite.function.unit
    if rewrite.record is None:
        return [], ""
    node = rewrite.changes[0].node
    own = node if isinstance(node, t.Stmt) else node.parent
    if not isinstance(own, t.Stmt) or not same_block(own, statement):
        return None
    gone = removal(facts, own)
    if gone is None:
        return None
    kept = ""
    if used_behind(rewrite.function, rewrite.record, statement):
        end = "\r\n" if "\r\n" in facts.reading.text else "\n"
        kept = f"{indentation(facts, own)}{facts.text(own)}{end}"
    return [gone], kept
