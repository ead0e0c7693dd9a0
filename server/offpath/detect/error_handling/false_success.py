"""Except branches that report what the try reports as success."""

from __future__ import annotations

import re
from collections.abc import Sequence

from offpath.catalogue.words import outcomes as catalogue
from offpath.catalogue.words.flags import ASKING
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.detect.error_handling.bare_flags import Meaning, is_told_apart, meaning_of
from offpath.detect.error_handling.believed_failures import (
    believing_caller,
    is_answer_to_library,
    told_in,
    told_success,
)
from offpath.detect.error_handling.meant_answers import is_meant, is_told_beside
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import (
    called_words,
    compensates,
    is_done_of,
    own_nodes,
    promised_state_holds,
    reaches_end,
    try_of,
)
from offpath.facts.functions.outcomes import FAILURE, NONE, SUCCESS, VALUE, outcome_of
from offpath.facts.project.reach import REACH
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t


def false_success(facts: UnitFacts, handler: t.ExceptHandler) -> t.Node | None:
    """Where an except branch, or what it falls through to, reports what the try reports as success; None: it does not."""
    function, reported = facts.function_of(handler), _claim(facts, handler)
    if function is None or reported is None:
        return None
    answer = reported.value if isinstance(reported, t.Return) else None
    if is_meant(function, handler, answer):
        return None
    if not isinstance(reported, t.Return) or meaning_of(facts, handler, answer) is Meaning.WORKED:
        return reported
    is_other = meaning_of(facts, handler, answer) is Meaning.OTHER
    return None if is_other or is_told_beside(facts, handler) else reported


def _claim(facts: UnitFacts, handler: t.ExceptHandler) -> t.Node | None:
    function = facts.function_of(handler)
    if function is None or promised_state_holds(handler, function):
        return None
    if any(isinstance(n, t.Raise) for n in own_nodes(handler.body)) or compensates(facts, handler):
        return None
    statement = try_of(handler)
    if FAILURE in told_in(handler):
        return None
    told = told_success(function, handler)
    if told is not None:
        return told
    if believing_caller(facts, handler) is not None:
        return handler.body[-1]
    returns = [n for n in own_nodes(handler.body) if isinstance(n, t.Return)]
    if returns:
        if len(returns) > 1 or reaches_end(handler.body):
            return None
        return returns[0] if _same_report(facts, function, statement, returns[0]) else None
    if isinstance(handler.body[-1], (t.Continue, t.Break)):
        return None
    return _reported_after(facts, function, statement, handler)


def claims_what_failed(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether success is reported behind a `try` that commits, although the commit may just have failed."""
    statement = try_of(handler)
    behind = following(statement)
    in_loop = any(isinstance(outer, (t.For, t.While)) for outer in statement.ancestors())
    if in_loop or not {"commit", "flush"}.intersection(called_words(statement.body)):
        return False
    return any(isinstance(each, t.Return) and outcome_of(facts, each.value) == SUCCESS for each in behind)


def _true_says_error(facts: UnitFacts, function: FunctionFacts) -> bool:
    """Whether `True` is the bad news of a function: its texts go with `True` alone."""
    pairs = [r.value for r in function.returns if isinstance(r.value, t.Tuple) and len(r.value.elts) == 2]
    told = {True: [_is_empty_text(p.elts[1]) for p in pairs if is_constant(facts, p.elts[0], True)],
            False: [_is_empty_text(p.elts[1]) for p in pairs if is_constant(facts, p.elts[0], False)]}  # fmt: skip
    return bool(told[True] and told[False]) and not any(told[True]) and all(told[False])


def _is_empty_text(node: t.Expr) -> bool:
    return isinstance(node, t.Constant) and node.value in ("", None)


def _same_report(facts: UnitFacts, function: FunctionFacts, statement: t.Try, reported: t.Return) -> bool:
    """Whether the branch's return claims success as the try's own returns do."""
    outcome = outcome_of(facts, reported.value)
    success = [r for r in _success_returns(facts, statement) if r is not reported]
    if outcome == SUCCESS:
        told_apart = all(is_told_apart(facts, reported.value, each.value) for each in success)
        if told_apart or _true_says_error(facts, function):
            return False
        return bool(success) and _acts(statement) and not _answers_a_question(facts, function, reported)
    return outcome == NONE and reported.value is not None and _none_means_no_error(facts, function, statement)


def _answers_a_question(facts: UnitFacts, function: FunctionFacts, reported: t.Return) -> bool:
    """Whether a bare `True` is one of two answers rather than a report: the function returns a bare `False` of its own
    accord, not only from where something failed.
    """
    if not is_constant(facts, reported.value, True):
        return False
    if first_word(function.name) in ASKING:
        return True
    if is_answer_to_library(function):
        return True
    own = [r.value for r in function.returns if r.value is not None and not _in_handler(r)]
    return any(is_constant(facts, value, False) or outcome_of(facts, value) == VALUE for value in own)


def _in_handler(node: t.Node) -> bool:
    current = node.parent
    while current is not None and not isinstance(current, (t.FunctionDef, t.ExceptHandler)):
        current = current.parent
    return isinstance(current, t.ExceptHandler)


def _success_returns(facts: UnitFacts, statement: t.Try) -> list[t.Return]:
    inside = [n for n in own_nodes([*statement.body, *statement.orelse]) if isinstance(n, t.Return)]
    if reaches_end(statement.orelse or statement.body):
        inside += [s for s in following(statement) if isinstance(s, t.Return)]
    return [r for r in inside if outcome_of(facts, r.value) == SUCCESS]


def following(statement: t.Stmt) -> list[t.Stmt]:
    """The statements behind one, in its own block and those around it."""
    found: list[t.Stmt] = []
    node: t.Node = statement
    while node.parent is not None and not isinstance(node, t.FunctionDef):
        parent = node.parent
        if isinstance(node, t.Stmt):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(parent, name, None)
                if isinstance(block, list) and node in block:
                    found += block[block.index(node) + 1 :]
        if isinstance(parent, (t.For, t.While)):
            return found
        node = parent
    return found


def _acts(statement: t.Try) -> bool:
    """Whether the try does something besides testing and reading."""
    return any(isinstance(n, (t.Call, t.Delete)) for n in own_nodes(statement.body))


def _none_means_no_error(facts: UnitFacts, function: FunctionFacts, statement: t.Try) -> bool:
    """Whether the function returns what went wrong, and None where all is well: its callers test for nothing else."""
    values = [r.value for r in function.returns if r.value is not None]
    texts = [v for v in values if outcome_of(facts, v) != NONE]
    nones = [n for n in own_nodes(statement.body) if isinstance(n, t.Return) and n.value is not None]
    documented = _NONE_IS_FINE.search(_docstring(function)) is not None
    return bool(texts) and any(outcome_of(facts, n.value) == NONE for n in nones) and documented


_NONE_IS_FINE = re.compile(
    r"none\s+(?:when|if|where)\s+(?:it|all|everything|there|that)?\s*(?:worked|succeeded|ok|fine|is (?:well|fine|no)|went|was done)"
    r"|none\s+on\s+success|none\s+for\s+success",
    re.IGNORECASE,
)
"""How docstrings say that None is the good news."""


def _docstring(function: FunctionFacts) -> str:
    from offpath.facts.functions.promises import docstring

    return docstring(function)


def _reported_after(
    facts: UnitFacts, function: FunctionFacts, statement: t.Try, handler: t.ExceptHandler
) -> t.Node | None:
    """A success that is reported behind the statement although the promised action in it failed."""
    if any(isinstance(n, (t.Assign, t.AugAssign, t.AnnAssign)) for n in own_nodes(handler.body)):
        return _reassigned(facts, statement, handler.body)
    final = next((s for s in following(statement) if isinstance(s, (t.Return, t.Raise))), None)
    if not isinstance(final, t.Return) or outcome_of(facts, final.value) != SUCCESS:
        return None
    if any(isinstance(s, t.If) for s in following(statement)):
        return None
    kept = {n.id for s in statement.body for n in _bound(s)}
    if any(isinstance(n, t.Name) and n.id in kept for n in final.walk()):
        return None
    acting = any(word in WRITING for word in called_words(statement.body))
    before = _preceding(statement)
    others = any(word in WRITING for word in called_words(before)) or _writes(facts, before)
    after = any(word in WRITING for word in called_words([s for s in following(statement) if s is not final]))
    return final if acting and not others and not after else None


def _bound(statement: t.Stmt) -> list[t.Name]:
    """The names that a statement assigns."""
    targets = statement.targets if isinstance(statement, t.Assign) else []
    return [target for target in targets if isinstance(target, t.Name)]


def _writes(facts: UnitFacts, body: list[t.Stmt]) -> bool:
    for node in own_nodes(body):
        if isinstance(node, t.Call):
            callee = facts.callee(node)
            if callee and facts.asking.ask(REACH, callee).writes:
                return True
    return False


def _preceding(statement: t.Stmt) -> list[t.Stmt]:
    """The statements before one, in its own block and those around it, up to a loop."""
    found: list[t.Stmt] = []
    node: t.Node = statement
    while node.parent is not None and not isinstance(node, t.FunctionDef):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node.parent, name, None)
            if isinstance(node, t.Stmt) and isinstance(block, list) and node in block:
                found += block[: block.index(node)]
        node = node.parent
        if isinstance(node, (t.For, t.While)):
            break
    return found


def _reassigned(facts: UnitFacts, statement: t.Try, assigned: Sequence[t.Stmt]) -> t.Node | None:
    """A flag that the branch sets to the same success as the try does, with no failing one among what it sets."""
    flags = {_flag(facts, node) for node in assigned} - {None}
    if not flags or any(outcome == "failure" for _, outcome in flags if outcome):  # type: ignore[misc]
        return None
    own = {_flag(facts, n) for n in own_nodes(statement.body) if isinstance(n, t.Assign)} - {None}
    same = [node for node in assigned if _flag(facts, node) in own and _claims(facts, statement, node)]
    return next(
        (node for node in same if isinstance(node, t.Assign) and _speaks_of_success(facts, statement, node)), None
    )


def _claims(facts: UnitFacts, statement: t.Try, node: t.Stmt) -> bool:
    """Whether what is set says that it worked, be it by the participle of what the function was to do: `"provisioned"`."""
    flag = _flag(facts, node)
    if flag is None or not isinstance(node, t.Assign):
        return False
    value, function = node.value, facts.function_of(statement)
    if flag[1] == SUCCESS or not isinstance(value, t.Constant) or not isinstance(value.value, str) or function is None:
        return flag[1] == SUCCESS
    return any(is_done_of(word, first_word(function.name)) for word in words(value.value))


def _speaks_of_success(facts: UnitFacts, statement: t.Try, node: t.Assign) -> bool:
    """Whether a flag says that it worked: by its value's words, by its name, or by what the function or the `try` was to do."""
    if not is_constant(facts, node.value, True):
        return True
    target = node.targets[0]
    index = target.index if isinstance(target, t.Subscript) else None
    name = str(index.value) if isinstance(index, t.Constant) else last_name(target)
    spoken = words(name)
    if not catalogue.FLAG_KEYS.isdisjoint(spoken):
        return True
    function = facts.function_of(statement)
    verbs = {first_word(function.name) if function is not None else "", *called_words(statement.body)}
    return any(is_done_of(word, verb) for word in spoken for verb in verbs)


def _flag(facts: UnitFacts, node: t.Stmt) -> tuple[str, str] | None:
    if not isinstance(node, t.Assign) or len(node.targets) != 1:
        return None
    return facts.text(node.targets[0]), outcome_of(facts, node.value)
