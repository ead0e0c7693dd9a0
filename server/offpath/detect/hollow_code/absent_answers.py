"""Texts of models' answers that may be absent, used as if they were there: `response.text.strip()` of an answer that was blocked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import models as catalogue
from offpath.detect.hollow_code.absence_checks import tests_of, what_fails
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_RAISED = frozenset({"AttributeError", "TypeError", "ValueError"})


@dataclass(frozen=True, slots=True, eq=False)
class AbsentAnswer:
    """One use that fails where a model answers without a text."""

    text: t.Attribute
    """`response.text`."""
    use: t.Expr | t.Stmt
    asked: t.Call


def absent_answers(function: FunctionFacts) -> Iterator[AbsentAnswer]:
    """The first such use of each answer of a function."""
    for text in function.own_nodes(t.Attribute):
        asked = _asked(function, text)
        use = _failing(function, text) if asked is not None else None
        if asked is not None and use is not None:
            yield AbsentAnswer(text, use, asked)


def _asked(function: FunctionFacts, text: t.Attribute) -> t.Call | None:
    """The call that asked a model for a text which may be None."""
    if text.attr not in ("text", "content"):
        return None
    base: t.Expr = text.value
    while isinstance(base, (t.Attribute, t.Subscript)):
        base = base.value
    definitions = function.unit.definitions(base) if isinstance(base, t.Name) else ()
    if isinstance(base, t.Name):
        if len(definitions) != 1 or definitions[0].value is None or definitions[0].path:
            return None
        base = definitions[0].value
    call = stripped(base)
    if not isinstance(call, t.Call):
        return None
    chain = (t.dotted(call.func) or "").split(".")
    if text.attr == "text":
        blocked = isinstance(text.value, (t.Name, t.Call, t.Await)) and chain[-2:] == list(catalogue.MAY_BE_BLOCKED)
        return call if blocked else None
    calls_tools = any(call.keyword(each) is not None for each in catalogue.OFFERING_TOOLS)
    is_message = isinstance(text.value, t.Attribute) and text.value.attr == "message"
    return call if is_message and calls_tools and chain[-2:] == ["completions", "create"] else None


def _failing(function: FunctionFacts, text: t.Attribute) -> t.Expr | t.Stmt | None:
    """What fails where a text is absent, if nobody asks for it and nobody catches that."""
    name, reads = _bound(function, text)
    for read in (text, *reads):
        found = what_fails(read)
        if found is not None and not is_caught(found[0], _RAISED) and not _is_asked_for(function, text, name):
            return found[0]
    return None


def _bound(function: FunctionFacts, text: t.Attribute) -> tuple[str, tuple[t.Name, ...]]:
    """The name that a text is bound to, and where that is read."""
    outer = text.parent
    target = outer.targets[0] if isinstance(outer, t.Assign) and len(outer.targets) == 1 else None
    if not isinstance(target, t.Name):
        return "", ()
    flow = function.unit.reading.symbols.flow_at(target)
    bound = next((each for each in flow.named(target.id) if each.node is target), None)
    return target.id, tuple(each for each in bound.uses if len(function.unit.definitions(each)) == 1) if bound else ()


def _is_asked_for(function: FunctionFacts, text: t.Attribute, name: str) -> bool:
    written = {function.unit.text(text), name} - {""}
    for node in function.own_nodes(t.Node):
        for test in tests_of(node):
            for each in test.walk():
                if isinstance(each, (t.Attribute, t.Name)) and function.unit.text(each) in written:
                    if what_fails(each) is None:
                        return True
        if isinstance(node, t.Call) and last_name(node.func) in ("isinstance", "str", "getattr"):
            if any(function.unit.text(each) in written for each in node.args):
                return True
    return False
