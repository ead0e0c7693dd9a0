"""What an answer says once it no longer tells what went wrong inside: the sentence up to the exception, whole."""

from __future__ import annotations

import re
from http import HTTPStatus

from offpath.detect.error_handling.error_detail_leak import Leak
from offpath.detect.error_handling.sent_texts import ways_of
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_classes, is_broad, own_nodes, try_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.answered_exceptions import is_answered
from offpath.repair.edits import quote_of, replacement
from offpath.syntax import tree as t
from offpath.text.span import Edit

_GENERAL = "internal error"
_LAST_SUCCESS = 399
_TRACES = ("format_exc", "format_exception", "format_tb")

_BREAK = re.compile(r"[\s:;,.([{\-–—=>'\"]*[:;,.([\-–—=>][\s:;,.([{\-–—=>'\"]*$")
"""What parts a sentence from the exception that follows it: `failed: `, `failed (`, `failed - `."""

DANGLING = frozenset(
    {"at", "to", "with", "because", "of", "due", "for", "in", "on", "by", "from", "the", "a", "an", "as", "since", "through", "via", "over", "near", "after",
     "before", "during", "under", "against", "about", "into", "onto", "this", "that", "its", "your"}
)  # fmt: skip
"""Words that ask for another one behind them."""


def may_tell_answers(function: FunctionFacts, handler: t.ExceptHandler) -> bool:
    """Whether what a branch tells may be an answer that was written for the client: a class of the project's own, or what the `try` itself raises as one."""
    facts = function.unit
    for kind in caught_classes(handler):
        found = facts.resolve(kind)
        if found is not None and found.internal:
            return True
    if not is_broad(handler):
        return False
    for node in own_nodes(try_of(handler).body):
        if isinstance(node, t.Raise) and node.exc is not None and is_answered(facts, node.exc):
            return True
        if isinstance(node, t.Call) and last_name(node.func) == "abort":
            return True
    return False


def general_text(facts: UnitFacts, node: t.Expr, name: str) -> tuple[t.Expr, str] | None:
    """What to replace, and by what, so that an expression no longer tells; None: its words cannot be kept apart from the exception."""
    quote = quote_of(facts)
    whole = _with_what_is_cut(node)
    if isinstance(node, t.JoinedStr):
        return whole, _of_template(facts, node, name) or f"{quote}{_phrase(node)}{quote}"
    if isinstance(node, t.BinOp):
        return None
    if isinstance(node, t.Call) and last_name(node.func) not in ("str", "repr", *_TRACES):
        return None
    if isinstance(node.parent, t.BinOp) and node.parent.op == "+":
        return _of_sum(facts, node, node.parent)
    return whole, f"{quote}{_phrase(node)}{quote}"


def _with_what_is_cut(node: t.Expr) -> t.Expr:
    """A text with what is taken of it: `str(error)[:200]`, `error.args[0]`, `str(error).strip()`."""
    outer = node.parent
    while isinstance(outer, (t.Subscript, t.Attribute)) and outer.value is node:
        node, outer = outer, outer.parent
        if isinstance(outer, t.Call) and outer.func is node:
            node, outer = outer, outer.parent
    return node


def answer_edits(function: FunctionFacts, leak: Leak) -> tuple[Edit, ...]:
    """What makes the answer general and leaves what is written down as it is; empty: cannot be told apart."""
    general = general_text(function.unit, leak.node, leak.name)
    if general is None:
        return ()
    told, text = general
    bound = told.parent
    target = bound.targets[0] if isinstance(bound, t.Assign) and bound.value is told else None
    if not isinstance(target, t.Name):
        return (replacement(told, text),)
    flow = function.unit.reading.symbols.flow_at(target)
    uses = {use for d in flow.named(target.id) if d.node is target for use in d.uses}
    parts = [way.part for way in ways_of(function, leak.node)]
    if uses <= set(parts) and all(isinstance(part, t.Name) for part in parts):
        return (replacement(told, text),)
    if not uses.issuperset(parts) or any(isinstance(part.parent, t.FormattedValue) for part in parts):
        return ()
    return tuple(replacement(part, text) for part in parts)


def _phrase(node: t.Expr) -> str:
    """What the status that goes with an answer says; without one that the server failed."""
    for outer in node.ancestors():
        given: list[t.Expr] = []
        if isinstance(outer, t.Tuple):
            given = outer.elts
        elif isinstance(outer, t.Call):
            given = [*outer.args, *(k.value for k in outer.keywords if k.arg in ("status", "status_code", "code"))]
        for each in given:
            if isinstance(each, t.Constant) and each.value in _PHRASES:
                return _PHRASES[each.value]
        if isinstance(outer, t.Stmt):
            break
    return _GENERAL


_PHRASES = {
    each.value: each.phrase.capitalize()
    for each in HTTPStatus
    if each.value > _LAST_SUCCESS and each.value != HTTPStatus.INTERNAL_SERVER_ERROR
}


def _of_sum(facts: UnitFacts, node: t.Expr, whole: t.BinOp) -> tuple[t.Expr, str] | None:
    """`"No connection: " + str(error)`."""
    said = whole.left
    if whole.right is not node or not isinstance(said, t.Constant) or not isinstance(said.value, str):
        return None
    if isinstance(whole.parent, t.BinOp) or len(said.pieces) != 1:
        return None
    piece = said.pieces[0]
    kept = whole_sentence(facts.reading.text[piece.start : piece.end])
    if not kept:
        return None
    before, behind = facts.reading.text[said.start : piece.start], facts.reading.text[piece.end : said.end]
    return whole, f"{before}{kept}{behind}"


def _of_template(facts: UnitFacts, node: t.JoinedStr, name: str) -> str:
    """The f-string up to where it tells; empty where that is no sentence."""
    text = facts.reading.text
    hole = next((v for v in node.values if isinstance(v, t.FormattedValue) and _tells(v, name)), None)
    opening = re.match(r"[A-Za-z]*(?P<quote>\"\"\"|'''|\"|')", text[node.start : node.end])
    if hole is None or opening is None:
        return ""
    start = node.start + opening.end()
    said = text[start : text.rfind("{", start, hole.value.start)]
    quote = opening["quote"]
    if quote in said or "\n" in said:
        return ""
    kept = whole_sentence(said)
    prefix = opening[0].removesuffix(quote)
    if "{" not in kept and "}" not in kept:
        prefix = re.sub("[fF]", "", prefix)
    return f"{prefix}{quote}{kept}{quote}" if kept else ""


def without_exception(facts: UnitFacts, node: t.Expr, name: str) -> str | None:
    """A text without the exception that ends it; None: it does not tell of it, or no sentence would be left."""
    if not isinstance(node, t.JoinedStr) or not any(
        isinstance(v, t.FormattedValue) and _tells(v, name) for v in node.values
    ):
        return None
    last = node.values[-1]
    return (
        (_of_template(facts, node, name) or None) if isinstance(last, t.FormattedValue) and _tells(last, name) else None
    )


def _tells(value: t.FormattedValue, name: str) -> bool:
    return any(isinstance(each, t.Name) and each.id == name for each in value.walk()) or any(
        isinstance(each, t.Call) and last_name(each.func) in _TRACES for each in value.walk()
    )


def whole_sentence(said: str) -> str:
    """The words before an exception as a sentence of their own; empty where they are none.

    >>> whole_sentence("Error connecting to the device at ")
    'Error connecting to the device'
    >>> whole_sentence("The upload failed (the reason was ")
    'The upload failed'
    >>> whole_sentence("the server said ")
    ''
    >>> whole_sentence("no number in '{name}': ")
    "no number in '{name}'"
    """
    said = _before_open_bracket(said)
    ended = _BREAK.sub("", said)
    if ended != said:
        ended = _with_closing_quote(ended, said)
        return _without_dangling(ended.rstrip()) or ended.rstrip()
    kept = _without_dangling(said.rstrip())
    return kept if kept != said.rstrip() and " " in kept else ""


def _with_closing_quote(kept: str, said: str) -> str:
    """The words with the quote that closes one which they open: `no such field '{name}'`."""
    opened = re.search(r"(?:^|[\s(\[])(['\"])[^'\"]*$", kept)
    return kept + opened[1] if opened is not None and said[len(kept) :].startswith(opened[1]) else kept


def _before_open_bracket(said: str) -> str:
    """The words up to the first bracket that is still open at their end, with that bracket: what is in it goes as a whole."""
    opened: list[int] = []
    for at, character in enumerate(said):
        if character in "([":
            opened.append(at)
        elif character in ")]" and opened:
            opened.pop()
    return said[: opened[0] + 1] if opened else said


def _without_dangling(said: str) -> str:
    spoken = said.split(" ")
    while spoken and spoken[-1].lower() in DANGLING:
        del spoken[-1]
    return " ".join(spoken).rstrip(" :;,-")
