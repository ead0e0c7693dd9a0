"""Functions named for an action that report success whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.detect.error_handling.meant_answers import says_absent
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.functions.outcomes import FAILURE, SUCCESS, outcome_of
from offpath.facts.functions.promises import PROMISING, docstring, is_declaration, is_override
from offpath.facts.project.refusals import MAY_REFUSE
from offpath.facts.stores.chain import awaited, stripped
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t

ACTING = frozenset(
    {
        "send", "charge", "process", "publish", "notify", "refund", "transfer", "deploy", "sync", "upload", "book", "cancel", "submit", "execute",
        "run", "perform", "apply", "pay", "ship", "deliver", "email", "mail", "dispatch", "enqueue", "schedule", "import", "export", "backup",
        "restore", "migrate", "install", "activate", "deactivate", "enable", "disable", "approve", "reject", "confirm", "reserve", "release",
        "archive", "purge", "post", "push", "start", "stop", "restart", "invite", "subscribe", "unsubscribe", "generate", "trigger", "capture",
        "complete", "finalize", "finalise", "withdraw", "deposit", "revoke", "grant", "reset", "connect", "initialize", "provision",
    }
)  # fmt: skip
"""First words of names that promise an action which can fail."""

_STATUS_LIBRARIES = ("requests.", "httpx.", "subprocess.run", "subprocess.call", "os.system")
PURE_CALLS = frozenset(
    {
        "print", "str", "repr", "format", "sleep", "now", "utcnow", "isoformat", "uuid4", "time", "jsonify", "dict", "strftime", "getLogger", "hex",
        "timedelta", "randint", "choice", "perf_counter", "today", "JSONResponse", "JsonResponse", "Response", "json_response",
    }
)  # fmt: skip
"""Calls that neither act nor refuse."""


@dataclass(frozen=True, slots=True, eq=False)
class HardSuccess:
    """Why a function's success means nothing."""

    claim: t.Return
    """Where success is reported."""
    dropped: t.Call | None
    """The call whose answer could say failure and is dropped; None: nothing is done at all."""


def hard_success(function: FunctionFacts) -> HardSuccess | None:
    """Why a function's success means nothing; None where it can report or raise something else, or does what it says."""
    spoken = words(function.name)
    if not spoken or spoken[0] not in ACTING | PROMISING or _is_excused(function):
        return None
    refusals = _refusals(function)
    own = [each for each in function.returns if not _is_within(each, refusals) and not _is_for_absent(function, each)]
    is_looked_up = len(own) < sum(not _is_within(each, refusals) for each in function.returns)
    returns = [each for each in own if each.value is not None]
    if not returns or len(returns) < len(own) or function.flow.falls_through:
        return None
    if any(outcome_of(function.unit, each.value) != SUCCESS for each in returns) or _refuses(function, refusals):
        return None
    if refusals:
        bare = any(isinstance(each.value, t.Constant) for each in returns)
        says = spoken[0] not in PROMISING and not bare and _does_nothing(function, returns, refusals)
        return HardSuccess(returns[-1], None) if says else None
    if any(_carries_result(function, each.value) for each in returns if each.value is not None):
        return None
    if any(_raises(function, call) for call in function.calls):
        return None
    dropped = next((call for call in function.calls if _drops_failure(function, call)), None)
    if dropped is not None:
        return HardSuccess(returns[-1], dropped)
    if is_looked_up or spoken[0] in PROMISING or not _does_nothing(function, returns):
        return None
    return HardSuccess(returns[-1], None)


def _is_for_absent(function: FunctionFacts, returned: t.Return) -> bool:
    """Whether a failure is told for a record alone that is not there: that says nothing of how the rest went."""
    branch = next((each for each in returned.ancestors() if isinstance(each, (t.ExceptHandler, t.FunctionDef))), None)
    if not isinstance(branch, t.ExceptHandler) or returned.value is None:
        return False
    caught = caught_names(branch)
    is_failure = outcome_of(function.unit, returned.value) == FAILURE
    return is_failure and bool(caught) and all(says_absent(each.rpartition(".")[2]) for each in caught)


def _is_excused(function: FunctionFacts) -> bool:
    if function.summary.is_stub or function.summary.is_generator or is_declaration(function) or is_override(function):
        return True
    owner = set(words(function.class_name.rpartition(".")[2]))
    return bool(
        owner
        & {
            "null",
            "noop",
            "dummy",
            "fake",
            "mock",
            "base",
            "mixin",
            "abstract",
            "stub",
            "console",
            "validator",
            "checker",
        }
    ) or ("no-op" in docstring(function).lower())


def _refusals(function: FunctionFacts) -> list[t.If]:
    """The tests in front that turn away what a function was given: no outcome of what its name promises."""
    found = []
    for branch in function.own_nodes(t.If):
        last = branch.body[-1]
        told = (
            isinstance(last, t.Return) and last.value is not None and outcome_of(function.unit, last.value) == FAILURE
        )
        ends = isinstance(last, t.ExprStmt) and isinstance(last.value, t.Call) and last_name(last.value.func) == "abort"
        acts = any(
            first_word(last_name(n.func)) in WRITING | ACTING for n in branch.test.walk() if isinstance(n, t.Call)
        )
        acts = acts or _asks_nobody_given(function, branch.test)
        if (told or ends or isinstance(last, t.Raise)) and not branch.orelse and not acts:
            found.append(branch)
    return found


def _asks_nobody_given(function: FunctionFacts, test: t.Expr) -> bool:
    """Whether a test asks something that the function was not given, by a call without arguments: `is_healthy()`. That is what is answered then."""
    bound = {each.name for each in function.flow.definitions}
    calls = [each for each in test.walk() if isinstance(each, t.Call)]
    roots = [t.root(each.func) for each in calls]
    return bool(calls) and all(
        not call.args
        and not call.keywords
        and isinstance(call.func, t.Name)
        and isinstance(root, t.Name)
        and root.id not in bound
        for call, root in zip(calls, roots, strict=True)
    )


def _is_within(node: t.Node, refusals: Sequence[t.If]) -> bool:
    return any(each.start <= node.start < each.end for each in refusals)


def _works_out(returned: t.Return) -> bool:
    """Whether an answer holds something that was worked out: a calculator's result is its action."""
    nodes = returned.value.walk() if returned.value is not None else ()
    return any(
        isinstance(n, (t.BinOp, t.Comp))
        or (isinstance(n, t.Call) and last_name(n.func) in ("sum", "len", "sorted", "max", "min"))
        for n in nodes
    )


def _refuses(function: FunctionFacts, refusals: Sequence[t.If]) -> bool:
    """Whether a function can end otherwise: by raising itself, or by what it was told to check."""
    return any(not _is_within(each, refusals) for each in function.own_nodes(t.Raise, t.Assert, t.Yield))


def only_reads(call: t.Call) -> bool:
    """Whether a call only reads what a function was given: the request's body, a field, a number in a text."""
    if last_name(call.func) in _READING:
        return True
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    return (
        receiver is not None
        and last_name(receiver) in ("request", "req")
        and last_name(call.func) in ("json", "form", "post", "body", "text", "data")
    )


_READING = frozenset(
    {
        "get_json",
        "loads",
        "get",
        "getlist",
        "strip",
        "lower",
        "upper",
        "int",
        "float",
        "Decimal",
        "len",
        "bool",
        "split",
        "title",
        "isinstance",
        "decode",
        "items",
    }
)


def _raises(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a function of the project that is called says no by raising."""
    found = function.unit.resolve(call.func)
    return found is not None and found.internal and bool(function.unit.asking.ask(MAY_REFUSE, found.name))


def _carries_result(function: FunctionFacts, value: t.Expr) -> bool:
    """Whether a report holds something that the action answered: `{"success": True, "id": charge.id}`."""
    for node in value.walk():
        if isinstance(node, t.Name) and isinstance(node.parent, (t.Attribute, t.Subscript, t.DictItem, t.Keyword)):
            for definition in function.unit.definitions(node):
                made = stripped(definition.value) if definition.value is not None else None
                if isinstance(made, t.Call) and last_name(made.func) not in PURE_CALLS and not only_reads(made):
                    return True
    return False


def _drops_failure(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a call's answer could say failure, and nobody but a log looks at it."""
    if not _can_fail_by_answer(function, call):
        return False
    parent = awaited(call).parent
    if isinstance(parent, t.ExprStmt):
        return True
    target = parent.targets[0] if isinstance(parent, t.Assign) and len(parent.targets) == 1 else None
    if not isinstance(target, t.Name):
        return False
    definition = next((d for d in function.flow.named(target.id) if d.node is target), None)
    return definition is not None and all(_is_logged(use) for use in definition.uses)


def _is_logged(use: t.Name) -> bool:
    return any(isinstance(outer, t.Call) and is_log_call(outer) for outer in use.ancestors())


def _can_fail_by_answer(function: FunctionFacts, call: t.Call) -> bool:
    facts = function.unit
    found = facts.resolve(call.func)
    if found is None:
        return False
    if not found.internal:
        checks = call.keyword("check")
        checked = checks is not None and not is_constant(facts, checks, False)
        return found.name.startswith(_STATUS_LIBRARIES) and not checked and last_name(call.func) in _SENDING
    summary = facts.summary(found.name)
    return summary is not None and FAILURE in summary.answers and words(last_name(call.func))[:1] != ("is",)


_SENDING = frozenset({"post", "put", "patch", "delete", "get", "request", "send", "run", "call", "system"})


def _does_nothing(function: FunctionFacts, answers: Sequence[t.Return], refusals: Sequence[t.If] = ()) -> bool:
    """Whether a function only says that it acts: no call but logs and waits, nothing changed that outlives it."""
    if any(map(_works_out, answers)):
        return False
    if function.summary.effects or any(True for _ in function.own_nodes(t.With, t.Delete)):
        return False
    awaited_calls = (each.value for each in function.own_nodes(t.Await))
    if any(
        "sleep" not in function.unit.text(each) and not (isinstance(each, t.Call) and only_reads(each))
        for each in awaited_calls
    ):
        return False
    says = any(isinstance(r.value, (t.Dict, t.Call, t.Tuple)) for r in function.returns)
    waits = any(is_log_call(call) or last_name(call.func) == "sleep" for call in function.calls)
    calls = (call for call in function.calls if not is_log_call(call) and not _is_within(call, refusals))
    told = [each.value for each in answers]
    return (says or waits) and all(
        last_name(call.func) in PURE_CALLS or only_reads(call) or call in told for call in calls
    )
