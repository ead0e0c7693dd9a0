"""Functions named for an action that report success whatever happens."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.constants import is_constant
from offpath.facts.code.loggers import is_log_call
from offpath.facts.code.outcomes import FAILURE, SUCCESS, outcome_of
from offpath.facts.code.promises import PROMISING, docstring, is_declaration, is_override
from offpath.facts.code.symbols import last_name
from offpath.facts.project.refusals import MAY_REFUSE
from offpath.facts.stores.chain import awaited, stripped
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_ACTING = frozenset(
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
_PURE_CALLS = frozenset(
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
    if not spoken or spoken[0] not in _ACTING | PROMISING or _is_excused(function):
        return None
    returns = [each for each in function.returns if each.value is not None]
    if not returns or len(returns) < len(function.returns) or function.flow.falls_through:
        return None
    if any(outcome_of(function.unit, each.value) != SUCCESS for each in returns) or _refuses(function):
        return None
    if any(_carries_result(function, each.value) for each in returns if each.value is not None):
        return None
    if any(_raises(function, call) for call in function.calls):
        return None
    dropped = next((call for call in function.calls if _drops_failure(function, call)), None)
    if dropped is not None:
        return HardSuccess(returns[-1], dropped)
    if spoken[0] in PROMISING or not _does_nothing(function):
        return None
    return HardSuccess(returns[-1], None)


def _is_excused(function: FunctionFacts) -> bool:
    if function.summary.is_stub or function.summary.is_generator or is_declaration(function) or is_override(function):
        return True
    owner = set(words(function.class_name.rpartition(".")[2]))
    return bool(owner & {"null", "noop", "dummy", "fake", "mock", "base", "mixin", "abstract", "stub", "console"}) or (
        "no-op" in docstring(function).lower()
    )


def _refuses(function: FunctionFacts) -> bool:
    """Whether a function can end otherwise: by raising itself, or by what it was told to check."""
    return any(True for _ in function.own_nodes(t.Raise, t.Assert, t.Yield))


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
                if isinstance(made, t.Call) and last_name(made.func) not in _PURE_CALLS:
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


def _does_nothing(function: FunctionFacts) -> bool:
    """Whether a function only says that it acts: no call but logs and waits, nothing changed that outlives it."""
    if function.summary.effects or any(True for _ in function.own_nodes(t.With, t.Delete)):
        return False
    if any("sleep" not in function.unit.text(each) for each in function.own_nodes(t.Await)):
        return False
    says = any(isinstance(r.value, (t.Dict, t.Call)) for r in function.returns)
    waits = any(is_log_call(call) or last_name(call.func) == "sleep" for call in function.calls)
    calls = (call for call in function.calls if not is_log_call(call))
    return (says or waits) and all(last_name(call.func) in _PURE_CALLS for call in calls)
