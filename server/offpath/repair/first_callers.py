"""What a function does for the first caller alone: said by what the store answers, once it lets only one create."""

from __future__ import annotations

from offpath.detect.error_handling.success_status_on_error import error_answers
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.first_checks import FirstCheck
from offpath.facts.updates.origins import Origins
from offpath.repair.edits import indent_unit, indentation, insertion, line_end, statement_of
from offpath.repair.placing import behind, whole_line
from offpath.repair.success_status_on_error import status_edits
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span, apply_edits

_NEUTRAL = frozenset(
    {"commit", "flush", "close", "refresh", "debug", "info", "warning", "error", "exception", "log", "print"}
)
"""Calls that harm nobody where nothing was created."""

_CONFLICT = 409

_REPEATABLE = (t.ExprStmt, t.Return, t.Raise, t.Continue, t.AugAssign, t.Pass)


def is_for_everybody(found: FirstCheck) -> bool:
    """Whether whatever follows the creation is right for a second caller, too."""
    return not found.refusal and not _for_the_first(found)


def set_apart(function: FunctionFacts, found: FirstCheck, first: str, second: str) -> tuple[Edit, ...] | None:
    """What the first caller alone does put below `if first:`, or a second one refused below `if second:`.

    None: it binds names, or tells about the record that was looked for, so that it cannot be said of a second caller.
    """
    if found.refusal:
        edit = _refused(function, found, second)
        return (edit,) if edit is not None else None
    return _wrapped(function, _for_the_first(found), first)


def _can_be_repeated(function: FunctionFacts, found: FirstCheck) -> bool:
    """Whether a refusal says nothing about the record that was looked for: a second caller has not got it."""
    origins = Origins(function)
    names = (node for each in found.refusal for node in each.walk() if isinstance(node, t.Name))
    return not any(origin.access is found.look for name in names for origin in origins.of(name))


def _for_the_first(found: FirstCheck) -> list[t.Stmt]:
    """The statements behind a creation, in its branch, that a second caller must not run."""
    statement = statement_of(found.act.call)
    if not found.decision.start <= statement.start < found.decision.end:
        return []
    behind = _behind(statement)
    while behind and _is_neutral(behind[0]):
        del behind[0]
    if len(behind) == 1 and isinstance(behind[0], t.Return) and _hands_out(behind[0], statement):
        return []
    return behind


def _behind(statement: t.Stmt) -> list[t.Stmt]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement.parent, name, None)
        if isinstance(block, list) and statement in block:
            return list(block[block.index(statement) + 1 :])
    return []


def _is_neutral(statement: t.Stmt) -> bool:
    value = statement.value if isinstance(statement, t.ExprStmt) else None
    value = value.value if isinstance(value, t.Await) else value
    return isinstance(value, t.Call) and last_name(value.func) in _NEUTRAL


def _hands_out(answer: t.Return, statement: t.Stmt) -> bool:
    """Whether the record alone is answered: a second caller gets the same."""
    made = statement.targets[0] if isinstance(statement, t.Assign) else None
    return isinstance(answer.value, t.Name) and isinstance(made, t.Name) and answer.value.id == made.id


def refused_directly(function: FunctionFacts, found: FirstCheck) -> Edit | None:
    """The refusal as the body of a test that the creation itself becomes."""
    return _put_behind(function, found, "")


def repeated_refusal(function: FunctionFacts, found: FirstCheck, indent: str) -> str | None:
    """The refusal written once more at this indentation, each line ended; None: it cannot be repeated for a second caller.

    An answer that names an error and goes out with a 200 gets its status here.
    """
    if not _can_be_repeated(function, found):
        return None
    facts, end = function.unit, line_end(function.unit)
    without_status = [each.statement for each in error_answers(function)]
    lines: list[str] = []
    for statement in found.refusal:
        text = facts.text(statement)
        if statement in without_status:
            edits = status_edits(function, statement, _CONFLICT)
            if not edits:
                return None
            text = apply_edits(text, [Edit(_moved(each.span, -statement.start), each.new_text) for each in edits])
        own = indentation(facts, statement)
        for number, line in enumerate(text.splitlines()):
            stripped = line.removeprefix(own) if number else line
            lines.append(f"{indent}{stripped}" if stripped.strip() else "")
    return end.join(lines) + end


def _refused(function: FunctionFacts, found: FirstCheck, condition: str) -> Edit | None:
    facts, statement = function.unit, statement_of(found.act.call)
    return _put_behind(function, found, f"{indentation(facts, statement)}if {condition}:{line_end(facts)}")


def _put_behind(function: FunctionFacts, found: FirstCheck, head: str) -> Edit | None:
    facts, statement = function.unit, statement_of(found.act.call)
    if whole_line(facts, statement) is None:
        return None
    refusal = repeated_refusal(function, found, indentation(facts, statement) + indent_unit(facts))
    return behind(facts, statement, head + refusal) if refusal is not None else None


def _wrapped(function: FunctionFacts, statements: list[t.Stmt], condition: str) -> tuple[Edit, ...] | None:
    facts = function.unit
    if not all(isinstance(each, _REPEATABLE) for each in statements):
        return None
    indent, step, end = indentation(facts, statements[0]), indent_unit(facts), line_end(facts)
    if any(whole_line(facts, each) is None or "\n" in facts.text(each) for each in statements):
        return None
    text = facts.reading.text
    first, last = statements[0].start - len(indent), statements[-1].end
    starts = [first, *(at + 1 for at in range(first, last) if text[at] == "\n" and text[at + 1 : at + 2].strip())]
    return (insertion(first, f"{indent}if {condition}:{end}{step}"), *(insertion(at, step) for at in starts[1:]))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
