"""Handlers that answer success for every word that they do not know: `if action == "approve": … elif action == "reject": …`, and no `else`."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.outcomes import SUCCESS, outcome_of
from offpath.facts.identity.sources import sources_of
from offpath.facts.project.classes import HAS_VALIDATORS
from offpath.facts.project.names import CLASS
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_ACTIONS = frozenset({"action", "operation", "op", "command", "cmd", "decision", "verb", "transition", "choice"})
"""Words of names of what is to be done; kinds of events may rightly be passed over."""

_MESSAGES = frozenset({"message", "msg", "detail", "status", "result"})
_DONE = ("success", "complete", "done", "updated", "saved", "processed", "applied", "resolved")
_FEWEST = 2


@dataclass(frozen=True, slots=True, eq=False)
class UnknownAction:
    """One choice without an end."""

    choice: t.If
    asked: t.Expr
    claim: t.Return
    """Where success is reported for what no branch knows."""


def unknown_action(function: FunctionFacts) -> UnknownAction | None:
    """A client's word that is compared with what is known, and success for all others; None: there is none."""
    if function.unit.asking.ask(ROUTE, function.qualified_name) is None:
        return None
    for branch in function.own_nodes(t.If):
        asked = _asked(branch)
        if asked is None or _is_elif(branch) or not isinstance(branch.parent, (t.FunctionDef, t.Try)):
            continue
        if len(_chain(branch)) >= _FEWEST and _is_unbound(function, branch, asked):
            claim = _claim(function, branch)
            if claim is not None:
                return UnknownAction(branch, asked, claim)
    return None


def _is_elif(branch: t.If) -> bool:
    return isinstance(branch.parent, t.If) and branch in branch.parent.orelse


def _asked(branch: t.If) -> t.Expr | None:
    """What a branch compares with a word."""
    test = branch.test
    if not isinstance(test, t.Compare) or test.ops != ["=="] or not isinstance(test.comparators[0], t.Constant):
        return None
    return test.left if isinstance(test.comparators[0].value, str) else None


def _chain(branch: t.If) -> list[t.If]:
    """The branches of one choice, each of which does something; empty: it has an `else`, or asks about different things."""
    found, current = [], branch
    first = _asked(branch)
    while True:
        asked = _asked(current)
        if asked is None or first is None or t.dotted(asked) != t.dotted(first) or _name(asked) != _name(first):
            return []
        found.append(current)
        if not current.orelse:
            return found
        inner = current.orelse[0]
        if len(current.orelse) != 1 or not isinstance(inner, t.If):
            return []
        current = inner


def _name(asked: t.Expr) -> str:
    if isinstance(asked, t.Subscript) and isinstance(asked.index, t.Constant):
        return str(asked.index.value)
    return last_name(asked) if isinstance(asked, (t.Name, t.Attribute)) else ""


def _is_unbound(function: FunctionFacts, branch: t.If, asked: t.Expr) -> bool:
    """Whether the word is the client's, says what is to be done, and nothing else has asked what it is."""
    if _ACTIONS.isdisjoint(words(_name(asked))) or not any(s.is_client for s in sources_of(function).of(asked)):
        return False
    text = function.unit.text(asked)
    own = {id(each.test) for each in _chain(branch)}
    others = (n for n in function.own_nodes(t.Compare, t.Match) if id(n) not in own)
    if any(text in function.unit.text(each) for each in others):
        return False
    return not isinstance(asked, t.Attribute) or _is_plain_field(function, asked)


def _is_plain_field(function: FunctionFacts, asked: t.Attribute) -> bool:
    """Whether a field of what the client sent is any text: no choice of texts, no pattern, no validator."""
    facts = function.unit
    owner = facts.type_of(asked.value)
    summary = facts.asking.ask(CLASS, owner) if owner else None
    field = next((each for each in summary.fields if each.name == asked.attr), None) if summary is not None else None
    if field is None or field.keywords:
        return False
    kind = field.type
    return (
        kind is not None
        and str(kind).count("str") > 0
        and "Literal" not in str(kind)
        and not facts.asking.ask(HAS_VALIDATORS, owner)
    )


def _claim(function: FunctionFacts, branch: t.If) -> t.Return | None:
    """The success that is reported behind a choice for what no branch of it knows."""
    block = getattr(branch.parent, "body", [])
    behind = block[block.index(branch) + 1 :] if branch in block else []
    if any(isinstance(node, (t.If, t.Raise)) for each in behind for node in each.walk()):
        return None
    last = behind[-1] if behind else None
    if not isinstance(last, t.Return) or last.value is None:
        return None
    return last if outcome_of(function.unit, last.value) == SUCCESS or _says_done(function, last.value) else None


def _says_done(function: FunctionFacts, value: t.Expr) -> bool:
    for node in value.walk():
        if isinstance(node, t.DictItem) and isinstance(node.key, t.Constant) and node.key.value in _MESSAGES:
            return any(each in function.unit.text(node.value).lower() for each in _DONE)
    return False
