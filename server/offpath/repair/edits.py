"""Small edits of Python text, placed by the tree, that keep the layout and the comments around them."""

from __future__ import annotations

import re

from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_BEHIND_ARGUMENT = re.compile(r"(?:[^#\r\n,]|\#[^\r\n]*)*?(?P<comma>,)")
_REST_OF_LINE = re.compile(r"[ \t]*(?:\#[^\r\n]*)?(?=[\r\n])")


def insertion(offset: int, text: str) -> Edit:
    """Puts text at an offset."""
    return Edit(Span(offset, offset), text)


def replacement(node: t.Node, text: str) -> Edit:
    """Puts text in a node's place."""
    return Edit(Span(node.start, node.end), text)


def line_end(facts: UnitFacts) -> str:
    """The line end that the unit uses."""
    return "\r\n" if "\r\n" in facts.reading.text else "\n"


def indentation(facts: UnitFacts, node: t.Node) -> str:
    """The white space at the beginning of the line in which a node begins."""
    text = facts.reading.text
    start = text.rfind("\n", 0, node.start) + 1
    stripped = text[start : node.start].lstrip(" \t\f")
    return text[start : node.start - len(stripped)]


def indent_unit(facts: UnitFacts) -> str:
    """One step of the unit's indentation."""
    for function in facts.all_nodes(t.FunctionDef):
        outer, inner = indentation(facts, function), indentation(facts, function.body[0])
        if len(inner) > len(outer):
            return inner[len(outer) :]
    return "    "


_USUAL_LENGTH = 88


def line_limit(facts: UnitFacts) -> int:
    """How long a new line may be: as long as the longest that is there, and as long as formatters write them at least."""
    return max(_USUAL_LENGTH, max(map(len, facts.reading.text.splitlines()), default=0))


def laid_out_call(facts: UnitFacts, prefix: str, arguments: list[str], at: t.Node, behind: int = 0) -> str:
    """`prefix(arguments)` in place of a node: on one line, or with its arguments on lines of their own where that is too long.

    `behind` is how many characters follow in the line.
    """
    text, end, step = facts.reading.text, line_end(facts), indent_unit(facts)
    before = at.start - (text.rfind("\n", 0, at.start) + 1)
    flat = f"{prefix}({', '.join(arguments)})"
    if before + len(flat) + behind <= line_limit(facts) or not arguments:
        return flat
    outer = indentation(facts, at)
    together = ", ".join(arguments)
    if len(outer) + len(step) + len(together) <= line_limit(facts):
        return f"{prefix}({end}{outer}{step}{together}{end}{outer})"
    lines = f",{end}".join(f"{outer}{step}{each}" for each in arguments)
    return f"{prefix}({end}{lines}{end}{outer})"


def laid_out_list(facts: UnitFacts, items: list[str], at: t.Node) -> str:
    """A list in place of a node: on one line, or one item a line where that is too long."""
    before = at.start - (facts.reading.text.rfind("\n", 0, at.start) + 1)
    flat = f"[{', '.join(items)}]"
    if before + len(flat) <= line_limit(facts):
        return flat
    outer, step, end = indentation(facts, at), indent_unit(facts), line_end(facts)
    return f"[{end}{''.join(f'{outer}{step}{item},{end}' for item in items)}{outer}]"


def has_comment(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a comment stands within a node."""
    text, end = facts.reading.text, node.start
    for each in node.walk():
        if isinstance(each, (t.Constant, t.JoinedStr)) and each.start >= end:
            if "#" in text[end : each.start]:
                return True
            end = each.end
    return "#" in text[end : node.end]


def statement_of(node: t.Node) -> t.Stmt:
    """The innermost statement that holds a node."""
    current: t.Node | None = node
    while current is not None and not isinstance(current, t.Stmt):
        current = current.parent
    assert current is not None, "every expression stands in a statement"
    return current


def insert_before(facts: UnitFacts, statement: t.Stmt, line: str) -> Edit | None:
    """A new line before a statement; None where the statement does not begin its line."""
    text = facts.reading.text
    start = text.rfind("\n", 0, statement.start) + 1
    indent = text[start : statement.start]
    if indent.strip():
        return None
    return insertion(start, f"{indent}{line}{line_end(facts)}")


def quote_of(facts: UnitFacts) -> str:
    """The quote that the unit prefers for short strings."""
    text = facts.reading.text
    return "'" if text.count("'") > text.count('"') else '"'


def add_argument(facts: UnitFacts, call: t.Call, argument: str) -> tuple[Edit, ...] | None:
    """The argument added as the last one, in the call's own layout; None where it cannot be placed."""
    text = facts.reading.text
    close = call.end - 1
    if text[close : close + 1] != ")":
        return None
    arguments: list[t.Node] = [*call.args, *call.keywords]
    if not arguments:
        return (insertion(close, argument),)
    last = max(arguments, key=lambda each: each.end)
    if isinstance(last, t.Comp) and text[last.start] == "(" and last.end == call.end:
        return None
    end = _end_with_parentheses(text, last.end, close)
    behind = text[end:close]
    comma = _BEHIND_ARGUMENT.match(behind)
    if "\n" not in behind and "\r" not in behind:
        at = end + comma.end() if comma is not None else end
        return (insertion(at, f" {argument}" if comma is not None else f", {argument}"),)
    indent = indentation(facts, last)
    fresh = f"{line_end(facts)}{indent}{argument}"
    if comma is not None:
        at = end + comma.end()
        return (insertion(_end_of_line(text, at), f"{fresh},"),)
    at = _end_of_line(text, end)
    if at == end:
        return (insertion(end, f",{fresh},"),)
    return (insertion(end, ","), insertion(at, f"{fresh},"))


def _end_of_line(text: str, offset: int) -> int:
    """Behind the comment that follows an offset in its line."""
    rest = _REST_OF_LINE.match(text, offset)
    return rest.end() if rest is not None else offset


def _end_with_parentheses(text: str, end: int, close: int) -> int:
    """Behind the parentheses around an argument, which are not part of its span."""
    while True:
        match = re.compile(r"(?:\s|#[^\r\n]*)*\)").match(text, end, close)
        if match is None:
            return end
        end = match.end()
