"""Rows that are fetched and then go nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.reach import REACH
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped, unroll
from offpath.facts.stores.families.results import FETCHES, READERS
from offpath.facts.stores.reading import accesses_in, queries_of
from offpath.facts.stores.sql.ast import Literal
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.values import Values
from offpath.syntax import tree as t

_NO_USE = frozenset({"dropped", "deleted", "entered"})
_RAISING = frozenset(
    {"get", "aget", "get_object_or_404", "aget_object_or_404", "get_or_404", "first_or_404", "one_or_404", "one", "scalar_one", "get_one",
     "get_by_id", "latest", "earliest", "get_list_or_404", "get_object"}
)  # fmt: skip
"""Readers that raise where nothing is found: calling them is a check."""

_WARMING = frozenset(
    {
        "warm",
        "warmup",
        "prime",
        "preload",
        "prefetch",
        "prewarm",
        "ping",
        "health",
        "healthcheck",
        "healthz",
        "probe",
        "touch",
    }
)
_CHECKING = frozenset({"require", "ensure", "assert", "verify", "check", "validate", "abort", "raise"})
_CONSUMING = frozenset({"list", "tuple", "set", "sorted", "dict", "len", "sum"})


@dataclass(frozen=True, slots=True, eq=False)
class DeadResult:
    """Rows that nothing comes of."""

    access: DataAccess
    result: t.Expr
    name: str
    """The name that they are bound to, where there is one."""


def dead_results(function: FunctionFacts) -> Iterator[DeadResult]:
    """Every result of a query in a function that reaches nothing."""
    if _is_warming(function.name) or _reads_namespace(function):
        return
    seen: set[t.Expr] = set()
    for access in accesses_in(function):
        if access.operation != "read" or access.locks or not _is_for_rows(access) or _is_sign_of_life(access):
            continue
        for result in access.results:
            if result not in seen and _is_fetched(function, access, result) and _goes_nowhere(function, result):
                seen.add(result)
                yield DeadResult(access, result, _bound_name(result))


def _is_warming(name: str) -> bool:
    return bool(_WARMING.intersection(words(name)))


def _reads_namespace(function: FunctionFacts) -> bool:
    return any(isinstance(c.func, t.Name) and c.func.id in ("locals", "vars", "exec", "eval") for c in function.calls)


def _is_for_rows(access: DataAccess) -> bool:
    """Whether a read is there for what it answers, not for what reading does."""
    return access.statement is None or (access.statement.kind == "select" and not access.statement.only_functions)


def _is_sign_of_life(access: DataAccess) -> bool:
    """Whether a query asks for any one record, in a `try` that waits for its failure: only whether the store answers is of interest."""
    is_for_any = not access.filters and not (access.statement is not None and access.statement.conditions)
    return is_for_any and (access.one or _is_limited_to_one(access)) and _is_tried(access.call)


def _is_limited_to_one(access: DataAccess) -> bool:
    limits = [
        each.call.args[0] for each in unroll(access.call).named("limit") if each.call is not None and each.call.args
    ]
    if access.statement is not None and isinstance(access.statement.limit, Literal):
        return access.statement.limit.value == 1
    return any(isinstance(each, t.Constant) and each.value == 1 for each in limits)


def _is_fetched(function: FunctionFacts, access: DataAccess, result: t.Expr) -> bool:
    call = stripped(result)
    name = last_name(call.func) if isinstance(call, t.Call) else ""
    bound = _bound_name(result)
    if access.store != "redis" and name in _RAISING and not (name == "get" and _answers_nothing(access)):
        return False
    if access.lazy:
        return isinstance(result.parent, t.Call) and last_name(result.parent.func) in _CONSUMING
    if access.through:
        return bool(bound) and _is_plain_read(function, access)
    if access.store == "sql":
        if call is access.call:
            return bool(bound) and bound not in ("cursor", "cur") and not _is_tried(call)
        return name in READERS and (bool(bound) or not (_drains(call) or _answers_by_failing(call)))
    return bool(bound) or (name in ("all", "fetchall") and not _answers_by_failing(call))


def _answers_nothing(access: DataAccess) -> bool:
    """Whether a store's `get` answers that there is nothing, where others raise; Elasticsearch, which is told an index, does."""
    if access.store == "hosted":
        return access.call.keyword("index") is None
    return access.store in ("sqlalchemy", "cache")


def _is_tried(call: t.Node) -> bool:
    """Whether something waits for a query's failure."""
    node: t.Node | None = call
    while node is not None and not isinstance(node, t.FunctionDef):
        parent = node.parent
        if isinstance(parent, t.Try) and parent.handlers and node in parent.body:
            return True
        node = parent
    return False


def _answers_by_failing(call: t.Node) -> bool:
    """Whether a query is made to see whether it can be: the branch that catches its failure says no, `except …: return False`."""
    for outer in call.ancestors():
        if isinstance(outer, t.Try) and outer.body and outer.body[0].start <= call.start < outer.body[-1].end:
            return any(_says_no(statement) for handler in outer.handlers for statement in handler.body)
    return False


def _says_no(statement: t.Stmt) -> bool:
    value = statement.value if isinstance(statement, (t.Return, t.Assign)) else None
    return isinstance(value, t.Constant) and value.value is False


def _drains(call: t.Expr) -> bool:
    """`cursor.fetchall()` as a statement only empties the cursor."""
    return len(unroll(call).links) == 1 and isinstance(call, t.Call) and last_name(call.func) in FETCHES


def _is_plain_read(function: FunctionFacts, access: DataAccess) -> bool:
    """Whether a function of the project does nothing but read: no write, no check that may raise."""
    facts = function.unit
    if any(other.writes for other in queries_of(facts).of(access.call)):
        return False
    summary = facts.summary(facts.callee(access.call))
    reach = facts.asking.ask(REACH, facts.callee(access.call))
    if summary is None or summary.raises or reach.writes or reach.by_name or reach.unknown:
        return False
    names = {site.name for site in summary.calls}
    return not names & _RAISING and not any(_CHECKING.intersection(words(name)) for name in (*names, summary.path[-1]))


def _bound_name(result: t.Expr) -> str:
    """The name that a result, or what is made of it in place, is assigned to."""
    node: t.Node = result
    while isinstance(node.parent, t.Expr):
        node = node.parent
    parent = node.parent
    target: t.Expr | None = None
    if isinstance(parent, t.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
    elif isinstance(parent, t.AnnAssign):
        target = parent.target
    if isinstance(target, t.Name):
        return target.id
    if isinstance(target, (t.Tuple, t.List)):
        names = [e.id for e in target.elts if isinstance(e, t.Name)]
        return names[0] if names and all(isinstance(e, t.Name) for e in target.elts) else ""
    return ""


def _goes_nowhere(function: FunctionFacts, result: t.Expr) -> bool:
    if _bound_name(result).startswith("_"):
        return False
    uses = list(Values(function.unit.reading.symbols).uses(result))
    return all(use.kind in _NO_USE for use in uses)
