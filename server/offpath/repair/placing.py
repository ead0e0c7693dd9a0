"""Where new statements go and how they are laid out: what every repair of an update needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.changes import Change
from offpath.facts.updates.linear import Sum, Sums
from offpath.facts.updates.preconditions import Precondition, Preconditions
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import indent_unit, indentation, insertion, line_end, statement_of
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_LINE_LENGTH = 100
_NAMES = ("result", "updated", "changed", "outcome")


@dataclass(frozen=True, slots=True)
class Repair:
    """Edits that make an update safe, with a title and the imports that they need."""

    title: str
    edits: tuple[Edit, ...]
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """By how much a column changes: `column = column operator amount`."""

    column: str
    operator: str
    amount: str
    """The amount as Python text."""
    constant: int | None
    """The amount, where it is a number."""
    operand: t.Expr | None
    """The amount, where it is one expression."""

    @property
    def bare(self) -> str:
        """The amount without the parentheses that a sum needs."""
        return self.amount[1:-1] if self.operand is None and self.amount.startswith("(") else self.amount

    @property
    def signed(self) -> str:
        """The amount with its sign: `-price`, `count`, `-(a + b)`."""
        if self.operator == "+":
            return self.amount
        return f"-{self.amount}" if _is_atom(self.amount) else f"-({self.amount})"


def delta_of(rewrite: Rewrite) -> Delta | None:
    """The one step by which a rewrite changes its one column; None: it does something else."""
    return delta_by(rewrite, rewrite.changes[0]) if len(rewrite.changes) == 1 else None


def delta_by(rewrite: Rewrite, change: Change) -> Delta | None:
    """The step that one change takes."""
    sums = Sums(rewrite.function.unit, rewrite.origins, rewrite.read)
    if change.value is None or is_of_another_record(change):
        return None
    found = sums.of(change.value)
    if found is None or (found.fills_in and rewrite.read.store not in _COUNTING_FROM_NOTHING):
        return None
    column = change.column
    if change.operator:
        if change.operator not in ("+", "-") or found.columns:
            return None
        rest = found if change.operator == "+" else -found
    else:
        own = [name for sign, name in found.columns if sign == 1]
        if len(found.columns) != 1 or len(own) != 1:
            return None
        column = column if column not in ("value", "") else own[0]
        rest = Sum(values=found.values, constant=found.constant)
    return _delta(rewrite.function.unit, column, rest)


_COUNTING_FROM_NOTHING = frozenset({"redis", "mongo"})
"""Stores that add to what is not there as to 0; SQL adds nothing to what is NULL."""


def is_of_another_record(change: Change) -> bool:
    """Whether a field of what the record refers to is changed: `topic.forum.post_count`."""
    target = change.node.target if isinstance(change.node, t.AugAssign) else None
    return isinstance(target, t.Attribute) and isinstance(target.value, t.Attribute)


def _delta(facts: UnitFacts, column: str, rest: Sum) -> Delta | None:
    if not rest.values:
        if not rest.constant:
            return None
        operator = "+" if rest.constant > 0 else "-"
        return Delta(column, operator, str(abs(rest.constant)), abs(rest.constant), None)
    if len(rest.values) == 1 and not rest.constant:
        sign, value = rest.values[0]
        text = facts.text(value)
        return Delta(column, "+" if sign > 0 else "-", text if _is_simple(value) else f"({text})", None, value)
    negative = all(sign < 0 for sign, _ in rest.values) and rest.constant <= 0
    text = sum_text(facts, -rest if negative else rest)
    return Delta(column, "-" if negative else "+", f"({text})", None, None)


def sum_text(facts: UnitFacts, rest: Sum) -> str:
    """A sum of values and a constant as Python text."""
    parts: list[tuple[int, str]] = []
    for sign, value in rest.values:
        text = facts.text(value)
        parts.append((sign, text if _is_simple(value) else f"({text})"))
    parts.sort(key=lambda part: -part[0])
    if rest.constant:
        parts.append((1 if rest.constant > 0 else -1, str(abs(rest.constant))))
    return joined(parts)


def joined(parts: Sequence[tuple[int, str]]) -> str:
    """`a + b - c` of signed terms; `0` of none."""
    if not parts:
        return "0"
    text = parts[0][1] if parts[0][0] > 0 else f"-{parts[0][1]}"
    for sign, each in parts[1:]:
        text += f" {'+' if sign > 0 else '-'} {each}"
    return text


def _is_simple(node: t.Expr) -> bool:
    return isinstance(node, (t.Name, t.Attribute, t.Subscript, t.Constant, t.Call))


def _is_atom(text: str) -> bool:
    return (
        text.replace("_", "").replace(".", "").isalnum() or (text.startswith("(") and text.endswith(")")) or "[" in text
    )


def isolated(guard: Precondition, column: str) -> tuple[str, Sum] | None:
    """A guard as `column operator sum`; None where the column is not in it exactly once."""
    sign = guard.sum.sign_of(column)
    if sign == 0:
        return None
    said = guard if sign > 0 else guard.turned
    return said.operator, -said.sum.without(column)


def free_name(function: FunctionFacts, wishes: Iterable[str] = _NAMES) -> str:
    """A name that the function neither binds nor reads, in functions within it neither."""
    taken = {d.name for d in function.flow.definitions} | names_in(function)
    options = list(wishes)
    return next((name for name in options if name not in taken), f"{options[0]}_2")


def names_in(function: FunctionFacts) -> set[str]:
    """Every name that is written in a function, and in functions within it."""
    return set(function.names)


def whole_line(facts: UnitFacts, statement: t.Node) -> Span | None:
    """The lines of a statement with their line end; None where it shares them with another."""
    text = facts.reading.text
    start = text.rfind("\n", 0, statement.start) + 1
    end = text.find("\n", statement.end)
    end = len(text) if end < 0 else end + 1
    rest = text[statement.end : end].strip()
    if text[start : statement.start].strip() or (rest and not rest.startswith("#")):
        return None
    return Span(start, end)


def removal(facts: UnitFacts, statement: t.Stmt) -> Edit | None:
    """A statement taken out with its line."""
    span = whole_line(facts, statement)
    return Edit(span, "") if span is not None else None


def refusal_lines(facts: UnitFacts, condition: str, refusal: Sequence[t.Stmt], indent: str) -> str:
    """`if condition:` with the refusing statements below it, each line ended."""
    end, step = line_end(facts), indent_unit(facts)
    text = facts.reading.text
    lines = [f"{indent}if {condition}:"]
    for statement in refusal:
        own = indentation(facts, statement)
        for number, line in enumerate(text[statement.start : statement.end].splitlines()):
            stripped = line.removeprefix(own) if number else line
            lines.append(f"{indent}{step}{stripped}" if stripped.strip() else "")
    return end.join(lines) + end


def after_line(facts: UnitFacts, statement: t.Node) -> int | None:
    """Where a line behind a statement begins; None where the statement does not end its line."""
    text = facts.reading.text
    end = text.find("\n", statement.end)
    if end < 0:
        return None
    rest = text[statement.end : end].strip()
    return end + 1 if not rest or rest.startswith("#") else None


def behind(facts: UnitFacts, statement: t.Stmt, lines: str) -> Edit | None:
    """Whole lines put behind a statement."""
    if not lines:
        return None
    at = after_line(facts, statement)
    if at is not None:
        return insertion(at, lines)
    if statement.end == len(facts.reading.text.rstrip()):
        return insertion(statement.end, f"{line_end(facts)}{lines.rstrip()}")
    return None


def call_text(facts: UnitFacts, prefix: str, arguments: Sequence[str], suffix: str, indent: str) -> str:
    """`prefix(arguments)suffix` on one line, or with the arguments on lines of their own where that is too long."""
    flat = f"{prefix}({', '.join(arguments)}){suffix}"
    if len(indent) + len(flat) <= _LINE_LENGTH:
        return flat
    end, step = line_end(facts), indent_unit(facts)
    inner = ", ".join(arguments)
    return f"{prefix}({end}{indent}{step}{inner}{end}{indent}){suffix}"


def write_statement(rewrite: Rewrite) -> t.Stmt:
    """The statement in which a rewrite's write stands."""
    return rewrite.at if isinstance(rewrite.at, t.Stmt) else statement_of(rewrite.at)


def used_behind(function: FunctionFacts, name: t.Name, node: t.Node) -> bool:
    """Whether a local name is read behind a node."""
    return any(n.id == name.id and n.start > node.end for n in function.own_nodes(t.Name))


def same_block(first: t.Node, second: t.Node) -> bool:
    """Whether two statements stand in one block."""
    parent = first.parent
    if parent is None or parent is not second.parent:
        return False
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and first in block:
            return second in block
    return False


def dead_binding(rewrite: Rewrite, value: t.Expr) -> Edit | None:
    """The assignment of a name that only the replaced value read, taken out."""
    facts = rewrite.function.unit
    if not isinstance(value, t.Name):
        return None
    definitions = facts.definitions(value)
    if len(definitions) != 1 or definitions[0].uses != [value] or definitions[0].kind != "assign":
        return None
    statement = statement_of(definitions[0].node)
    is_alone = isinstance(statement, t.Assign) and statement.targets == [definitions[0].node]
    return removal(facts, statement) if is_alone and not _is_only_statement(statement) else None


def _is_only_statement(statement: t.Stmt) -> bool:
    body = getattr(statement.parent, "body", None)
    return isinstance(body, list) and body == [statement]


def is_supported(guarding: Preconditions, column: str) -> bool:
    """Whether all guards can be said beside the column, and there is a refusal to repeat."""
    return guarding.is_whole and (not guarding.guards or bool(guarding.refusal)) and bool(column)


def broken_call(facts: UnitFacts, call: t.Call, edits: Sequence[Edit]) -> list[Edit]:
    """Line breaks between a call's arguments, where edits make its one line too long."""
    text = facts.reading.text
    start, end = text.rfind("\n", 0, call.start) + 1, text.find("\n", call.end)
    end = len(text) if end < 0 else end
    arguments: list[t.Node] = sorted([*call.args, *call.keywords], key=lambda each: each.start)
    if (
        text[start : statement_of(call).start].strip()
        or "\n" in text[call.start : call.end]
        or not arguments
        or "(" not in text[call.args_start : arguments[0].start]
    ):
        return []
    inside = [e for e in edits if start <= e.span.start and e.span.end <= end and "\n" not in e.new_text]
    if end - start + sum(len(e.new_text) - len(e.span) for e in inside) <= _LONGEST_LINE:
        return []
    step, outer = indent_unit(facts), indentation(facts, call)
    fresh = f"{line_end(facts)}{outer}{step}"
    breaks = [insertion(arguments[0].start, fresh)]
    for before, after in pairwise(arguments):
        breaks.append(Edit(Span(before.end, after.start), f",{fresh}"))
    breaks.append(insertion(call.end - 1, f",{line_end(facts)}{outer}"))
    return breaks if all(_apart(each, edits) for each in breaks) else []


_LONGEST_LINE = 110


def _apart(edit: Edit, others: Sequence[Edit]) -> bool:
    return all(edit.span != o.span and not edit.span.overlaps(o.span) for o in others)
