"""Except branches that log a failed read and answer as if there were nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.words.exceptions import REPORTING
from offpath.catalogue.words.outcomes import RESPONSES
from offpath.catalogue.words.samples import FETCHING, MARKS, REMOTE_FAILURES
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.detect.error_handling.blank_records import is_blank_record
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.branch_answers import BranchAnswer, answers_in, definition_at, is_refused, kept_in, left_to
from offpath.facts.failures.except_branches import (
    caught_names,
    is_broad,
    is_cleanup,
    is_conversion,
    is_guess,
    is_optional_import,
    own_nodes,
    try_of,
)
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.failures.reasons import documents, gives_reason
from offpath.facts.functions.outcomes import FAILURE, SUCCESS, outcome_of
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.chain import stripped
from offpath.facts.stores.reading import accesses_in, queries_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.answered_results import SENT_ON
from offpath.syntax import tree as t

_EXTRAS = frozenset(
    {"suggest", "suggestion", "suggestions", "recommend", "recommended", "recommendation", "recommendations", "metric", "metrics", "telemetry", "hint", "hints"}
    | {"autocomplete", "completions", "cache", "cached", "preview", "previews", "debug", "diagnostics"}
)  # fmt: skip
"""Words of functions without whose answer nobody is misled."""

_OF_FILES = frozenset({"OSError", "IOError"})
"""Failures of which one says that there is nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class EmptyAnswer:
    """One failure that is answered as if there were nothing."""

    answers: tuple[BranchAnswer, ...]
    who: Reader
    """Who takes it for that."""


class Reader(Enum):
    """Who takes a failure for emptiness, and of what; verdicts on findings are counted by it."""

    ACTED_ON = "acted on"
    CLIENT = "answers a client"
    STORE = "reads a store"
    PAGE = "an empty page"
    CLOSED = "fewer rights"
    ELSEWHERE = "asks elsewhere"
    RECORD = "an empty record"


def empty_answer(facts: UnitFacts, handler: t.ExceptHandler) -> EmptyAnswer | None:
    """How a branch answers a failed read as if there were nothing; None: it does not."""
    function = facts.function_of(handler)
    if function is None or not _catches_failures(handler) or not _only_logs(handler):
        return None
    if (
        is_cleanup(handler, function)
        or is_optional_import(handler)
        or is_guess(handler)
        or is_conversion(facts, handler)
    ):
        return None
    answers = answers_in(facts, handler) or kept_in(facts, handler) or left_to(facts, handler)
    if not answers or _is_excused(facts, function, handler, answers):
        return None
    success = _successes(function, handler)
    if not all(_is_empty(function, each, success) for each in answers):
        return None
    if any(_is_told(facts, each) or _is_refused(function, each) for each in answers):
        return None
    if answers[0].is_direct and not _reads(facts, function, success):
        return None
    return EmptyAnswer(answers, _reader(facts, function, handler, answers))


def _reader(
    facts: UnitFacts, function: FunctionFacts, handler: t.ExceptHandler, answers: Sequence[BranchAnswer]
) -> Reader:
    if any(_is_acted_on(function, each) for each in answers):
        return Reader.ACTED_ON
    if not _RIGHTS.isdisjoint(words(function.name)):
        return Reader.CLOSED
    route = facts.asking.ask(ROUTE, function.qualified_name)
    if (route is not None and route.is_written_for) or facts.asking.ask(SENT_ON, function.qualified_name):
        return Reader.CLIENT
    body = try_of(handler).body
    if any(access.reads and body[0].start <= access.call.start < body[-1].end for access in accesses_in(function)):
        return Reader.STORE
    value = _body(facts, answers[0].value if answers[0].is_direct else answers[0].returned.value)
    if isinstance(value, t.Call) and not _is_empty_value(value) and not value.keywords:
        return Reader.RECORD
    is_page = isinstance(value, (t.Dict, t.Tuple)) and any(value.children())
    return Reader.PAGE if is_page else Reader.ELSEWHERE


_RIGHTS = frozenset(
    {
        "role",
        "roles",
        "permission",
        "permissions",
        "group",
        "groups",
        "scope",
        "scopes",
        "grant",
        "grants",
        "privileges",
        "namespaces",
    }
)
"""Words of functions of whose answer less means that less is allowed."""


def _catches_failures(handler: t.ExceptHandler) -> bool:
    return is_broad(handler) or set(caught_names(handler)) <= REMOTE_FAILURES - _OF_FILES


def _only_logs(handler: t.ExceptHandler) -> bool:
    """Whether a branch tells those who run the program, and nobody else."""
    logged = [n for n in own_nodes(handler.body) if isinstance(n, t.Call) and _reports(n)]
    inside = {id(n) for call in logged for n in call.walk()}
    for node in own_nodes(handler.body):
        if isinstance(node, t.Raise) or (
            isinstance(node, t.Name) and node.id == handler.name and id(node) not in inside
        ):
            return False
        if isinstance(node, t.Call) and id(node) not in inside and not _is_empty_value(node) and not _only_undoes(node):
            return False
    return bool(logged)


def _reports(call: t.Call) -> bool:
    name = last_name(call.func)
    return is_log_call(call) or first_word(name) in ("capture", "print", "log") or name == "print_exc"


def _only_undoes(call: t.Call) -> bool:
    """Whether a call tells nobody of the failure: it undoes, waits, or makes the answer."""
    name = last_name(call.func)
    if (name in RESPONSES or name[:1].isupper()) and any(isinstance(o, (t.Return, t.Assign)) for o in call.ancestors()):
        return True
    return name in REPORTING - {"flash"} or first_word(name) in ("rollback", "close", "aclose", "sleep")


def _is_excused(
    facts: UnitFacts, function: FunctionFacts, handler: t.ExceptHandler, answers: Sequence[BranchAnswer]
) -> bool:
    if any(each.is_part for each in answers) or not _EXTRAS.isdisjoint(words(function.name)):
        return True
    return gives_reason(facts, handler) or all(documents(function, each.value) for each in answers)


def _successes(function: FunctionFacts, handler: t.ExceptHandler) -> list[t.Expr]:
    """What the function answers where nothing fails: the values that it returns outside of its branches."""
    found = []
    start = try_of(handler).start
    for each in function.returns:
        if each.start < start and isinstance(each.value, t.Constant) and each.value.value is None:
            continue  # it refuses what it was handed, before it looks
        outer = next((o for o in each.ancestors() if isinstance(o, (t.ExceptHandler, t.FunctionDef))), None)
        if each.value is not None and not isinstance(outer, t.ExceptHandler):
            found.append(each.value)
    return found


def _is_empty(function: FunctionFacts, answer: BranchAnswer, success: Sequence[t.Expr]) -> bool:
    facts = function.unit
    if not answer.is_direct:
        return _is_empty_value(answer.value)
    value = _body(facts, answer.value)
    if isinstance(value, t.Constant) and value.value is None:
        return any(_may_find_nothing(function, each) for each in success)
    if isinstance(value, t.Dict) and not value.items:
        return not all(isinstance(_body(facts, each), t.Dict) for each in success)
    if _is_empty_value(value) or is_blank_record(facts, value, answer.returned):
        return True
    pairs = _pairs(value)
    return pairs is not None and _is_empty_page(facts, pairs, [_pairs(_body(facts, each)) or {} for each in success])


def _may_find_nothing(function: FunctionFacts, success: t.Expr) -> bool:
    """Whether None is the answer where nothing fails and nothing is found: by a return of its own, or as a store says it."""
    facts, made = function.unit, success
    if any(isinstance(each, t.Constant) and each.value is None for each in _sides(success)):
        return any(access.reads for access in accesses_in(function))
    if isinstance(success, t.Name):
        bound = [each.value for each in facts.definitions(success) if not each.path and each.kind == "assign"]
        made = bound[0] if len(bound) == 1 and bound[0] is not None else success
    made = stripped(made)
    if not isinstance(made, t.Call) or last_name(made.func) not in _NONE_FOR_NOTHING:
        return False
    queries = queries_of(facts)
    if last_name(made.func) in _OF_CURSORS:
        return any(access.reads for access in accesses_in(function))
    chained = (each for each in made.walk() if isinstance(each, t.Call))
    return any(access.reads for call in chained for access in queries.of(call))


def _sides(success: t.Expr) -> tuple[t.Expr, ...]:
    return (success.body, success.orelse) if isinstance(success, t.IfExp) else (success,)


_OF_CURSORS = frozenset({"fetchone", "fetchrow", "fetch_one"})


_NONE_FOR_NOTHING = frozenset(
    {
        "first",
        "one_or_none",
        "scalar_one_or_none",
        "find_one",
        "get_or_none",
        "scalar",
        "fetchone",
        "fetchrow",
        "fetch_one",
    }
)
"""Calls by which a store answers None for a record that is not there."""


def _body(facts: UnitFacts, value: t.Expr | None) -> t.Expr | None:
    """What a response carries; None where it says that something failed."""
    while isinstance(value, t.Call) and last_name(value.func) in RESPONSES | {"list"}:
        if value.args:
            if outcome_of(facts, value) == FAILURE:
                return None
            value = value.args[0]
        else:
            content = value.keyword("content") or value.keyword("data") or value.keyword("body")
            if content is None:
                return value
            value = content
    return value


def _is_empty_value(value: t.Expr | None) -> bool:
    """Whether a value is an empty container, a zero, or a tuple of such."""
    if isinstance(value, (t.List, t.Set)):
        return not value.elts
    if isinstance(value, t.Dict):
        return not value.items
    if isinstance(value, t.Tuple):
        return all(_is_empty_value(each) for each in value.elts)
    if isinstance(value, t.Call):
        empty = _EMPTY_MADE | {"none"} if isinstance(value.func, t.Attribute) else _EMPTY_MADE
        return last_name(value.func) in empty and not value.args and not value.keywords
    if isinstance(value, t.BinOp) and value.op == "*" and isinstance(value.left, t.List):
        return bool(value.left.elts) and all(_is_empty_value(each) for each in value.left.elts)
    return isinstance(value, t.Constant) and type(value.value) in (int, float) and not value.value


_EMPTY_MADE = frozenset(
    {"list", "dict", "set", "tuple", "frozenset", "DataFrame", "Series", "deque", "Counter", "OrderedDict"}
)


def _pairs(value: t.Expr | None) -> dict[str, t.Expr] | None:
    """The named parts of an answer: of a dictionary, a record that is made, a tuple by position."""
    if isinstance(value, t.Dict):
        return {str(i.key.value): i.value for i in value.items if isinstance(i.key, t.Constant)}
    if isinstance(value, t.Tuple):
        return {str(number): each for number, each in enumerate(value.elts)}
    if isinstance(value, t.Call) and (last_name(value.func)[:1].isupper() or last_name(value.func) in RESPONSES):
        return {k.arg: k.value for k in value.keywords if k.arg} if value.keywords and not value.args else None
    return None


def _is_empty_page(facts: UnitFacts, pairs: dict[str, t.Expr], success: Sequence[dict[str, t.Expr]]) -> bool:
    """Whether an answer holds nothing but empty parts and what a success holds as well."""
    if not any(_is_empty_value(value) for value in pairs.values()):
        return False
    for key, value in pairs.items():
        same = any(key in each and facts.text(each[key]) == facts.text(value) for each in success)
        if key.lower() in MARKS | _SAYING or not (same or _is_empty_value(value) or _is_plain(key, value)):
            return False
    return True


_SAYING = frozenset(
    {"success", "ok", "status", "message", "msg", "detail", "failed", "incomplete", "partial", "complete", "reason"}
)
"""Keys by which an answer says how it went, besides those of `MARKS`."""


def _is_plain(key: str, value: t.Expr) -> bool:
    """Whether a part only repeats what was asked for, or says that nothing follows."""
    if isinstance(value, (t.Name, t.Attribute)):
        return True
    return isinstance(value, t.Constant) and value.value is False and words(key)[:1] in (("has",), ("more",), ("next",))


def _is_told(facts: UnitFacts, answer: BranchAnswer) -> bool:
    """Whether the answer says in another way that something failed: by its status, a flag, a text."""
    return outcome_of(facts, answer.returned.value) == FAILURE


def _is_refused(function: FunctionFacts, answer: BranchAnswer) -> bool:
    bound = definition_at(function, _name_of(answer))
    return bound is not None and any(is_refused(use) for use in bound.uses)


def _name_of(answer: BranchAnswer) -> t.Name | None:
    node = answer.node
    target = node.targets[0] if isinstance(node, t.Assign) else node.target if isinstance(node, t.AnnAssign) else None
    return target if isinstance(target, t.Name) else None


def _reads(facts: UnitFacts, function: FunctionFacts, success: Sequence[t.Expr]) -> bool:
    """Whether a function answers with what it has got, rather than with how its action went."""
    if first_word(function.name) in WRITING - FETCHING - {"list"}:
        return False
    values = [each for each in success if not _is_empty_value(each)]
    return any(outcome_of(facts, each) != SUCCESS and not isinstance(each, t.Constant) for each in values)


def _is_acted_on(function: FunctionFacts, answer: BranchAnswer) -> bool:
    bound = definition_at(function, _name_of(answer))
    return bound is not None and any(_acts(call) for use in bound.uses for call in _calls_around(use))


def _calls_around(use: t.Name) -> Iterator[t.Call]:
    for outer in use.ancestors():
        if isinstance(outer, t.Call) and not outer.func.start <= use.start < outer.func.end:
            yield outer
        if isinstance(outer, t.Stmt):
            return


def _acts(call: t.Call) -> bool:
    name = last_name(call.func)
    return not is_log_call(call) and (name == "sum" or first_word(name) in WRITING - {"set", "append", "add", "log"})
