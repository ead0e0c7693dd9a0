"""Functions that are not written yet: empty bodies that somebody calls, and comments that admit it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.words.hooks import names_a_moment
from offpath.catalogue.words.verbs import WRITING, first_word, words
from offpath.detect.hollow_code.put_off import promised_for_later, tells_by_status
from offpath.detect.hollow_code.remarks import LATER, admission
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import reaches_end
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.failures.reasons import says_why_nothing_is_done
from offpath.facts.failures.remarks import Remark, remarks_of
from offpath.facts.functions.outcomes import FAILURE, SUCCESS, claims_success, outcome_of
from offpath.facts.functions.promises import docstring, is_declaration, is_defined_again, is_override, shares_its_name
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.calls import HANDED_ON
from offpath.facts.project.classes import HAS_SUBCLASSES, LEAVES_METHODS, ONLY_TYPES
from offpath.facts.project.names import OVERRIDDEN, UNSEEN_BASES
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t


class Evidence(Enum):
    """What shows that a function is not written."""

    EMPTY = "empty"
    RAISES = "raises"
    REMARK = "remark"
    """A comment or a docstring, or what it answers."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Why a function counts as not written."""

    evidence: Evidence
    certain: bool
    said: str = ""
    """The remark that admits it."""


def unfinished(function: FunctionFacts) -> Unfinished | None:
    """Why a function is not written yet; None where it is, or where others are to write it."""
    found = _suspicion(function)
    if found is None or is_declaration(function) or is_override(function) or _is_for_others(function):
        return None
    return found


def _suspicion(function: FunctionFacts) -> Unfinished | None:
    """Why a function looks as if it were not written, as far as its own text tells."""
    if _only_raises(function):
        return Unfinished(Evidence.RAISES, False) if function.summary.is_stub and _is_wanted(function) else None
    found = _admitted_or_empty(function)
    return None if found is None or tells_by_status(function) else found


def _admitted_or_empty(function: FunctionFacts) -> Unfinished | None:
    """Why a function that may answer looks so: by what is said in it, or for it does nothing."""
    remarks = [each for each in remarks_of(function) if not _speaks_of_a_branch(function, each)]
    admitted = admission(function, remarks)
    put_off = next((each.text for each in remarks if LATER.search(each.text)), None)
    small = (admitted is not None or put_off is not None) and _does_little(function)
    hollow = small and _answers_alone(function) and not _tells_apart(function)
    if admitted is not None and (
        (admitted.is_whole and (small or not _is_long(function) or _claims_untouched(function))) or hollow
    ):
        return Unfinished(Evidence.REMARK, small, _shortened(admitted.remark.text))
    if put_off is not None and hollow:
        return Unfinished(Evidence.REMARK, False, _shortened(put_off))
    told = promised_for_later(function)
    if told is not None:
        return Unfinished(Evidence.REMARK, True, _shortened(told))
    if not function.summary.is_stub or says_why_nothing_is_done(function) or not _is_wanted(function):
        return None
    return Unfinished(Evidence.EMPTY, False)


def _only_raises(function: FunctionFacts) -> bool:
    """Whether a function does nothing but raise: whoever calls it is told."""
    does = [each for each in function.node.body if not isinstance(each, t.Pass) and not _is_text(each)]
    return bool(does) and isinstance(does[0], t.Raise)


def _is_text(statement: t.Stmt) -> bool:
    return isinstance(statement, t.ExprStmt) and isinstance(statement.value, (t.Constant, t.JoinedStr))


def _speaks_of_a_branch(function: FunctionFacts, remark: Remark) -> bool:
    """Whether a remark speaks of one way through a function that does its work on others, and does not tell that this one succeeded."""
    branch = remark.branch
    if branch is None or not _works_outside(function, branch):
        return False
    answers = [each.value for each in function.returns if branch.start <= each.start < branch.end]
    return not any(
        each is not None and not isinstance(each, t.Constant) and outcome_of(function.unit, each) == SUCCESS
        for each in answers
    )


def _works_outside(function: FunctionFacts, branch: t.Node) -> bool:
    """Whether something is done or worked out outside a branch."""

    def outside(node: t.Node) -> bool:
        return not branch.start <= node.start < branch.end

    tested = branch.test.walk() if isinstance(branch, t.If) else ()
    asking = {id(each) for each in tested}
    calls = (each for each in function.calls if outside(each) and id(each) not in asking)
    if any(not is_log_call(each) and not _is_trivial(function, each) for each in calls):
        return True
    answers = (each.value for each in function.returns if each.value is not None and outside(each))
    return any(fold(function.unit, each) is None and not isinstance(each, (t.Name, t.Dict, t.List)) for each in answers)


def _answers_alone(function: FunctionFacts) -> bool:
    """Whether a function only answers constants and what it was given."""
    values = [each.value for each in function.returns if each.value is not None]
    return all(
        fold(function.unit, value) is not None or isinstance(value, (t.Name, t.Dict, t.List)) for value in values
    )


def _tells_apart(function: FunctionFacts) -> bool:
    """Whether a function answers one thing or another by what it looks at: then it is written, and the remark asks for more."""
    facts = function.unit
    answers = [each.value for each in function.returns if each.value is not None]
    said = {facts.text(each) for each in answers if outcome_of(facts, each) != FAILURE}
    return len(said) > 1 and next(function.own_nodes(t.If, t.Match, t.IfExp), None) is not None


def _claims_untouched(function: FunctionFacts) -> bool:
    """Whether a function says that something was done and has only looked: it writes nothing, and calls nothing that may."""
    if not claims_success(function) or any(access.operation != "read" for access in accesses_in(function)):
        return False
    return not function.summary.effects and all(
        first_word(last_name(call.func)) not in WRITING for call in function.calls
    )


def _is_for_others(function: FunctionFacts) -> bool:
    """Whether subclasses or plugins are to write the body."""
    ask = function.unit.asking.ask
    name = function.name
    if name.startswith("__") or any(each.kind == "var-keyword" for each in function.params):
        return True
    if any("hook" in each.name.lower() or "spec" in each.name.lower() for each in function.summary.decorators):
        return True
    if function.summary.is_stub and function.class_name and shares_its_name(function):
        return True
    if function.summary.is_stub and (is_defined_again(function) or _is_for_types_alone(function) or _is_hook(function)):
        return True
    if not function.class_name:
        return False
    owner = set(words(function.class_name.rpartition(".")[2]))
    if owner & {
        "base",
        "abstract",
        "mixin",
        "interface",
        "protocol",
        "null",
        "noop",
        "dummy",
        "backend",
        "plugin",
        "fake",
        "mock",
    }:
        return True
    return bool(ask(OVERRIDDEN, function.class_name, name)) or (
        function.summary.is_stub and bool(ask(UNSEEN_BASES, function.class_name))
    )


def _is_for_types_alone(function: FunctionFacts) -> bool:
    """Whether a method's class has nothing but empty methods and is never made: it gives types to what is made elsewhere."""
    return bool(function.class_name) and function.unit.asking.ask(ONLY_TYPES, function.class_name)


def _is_hook(function: FunctionFacts) -> bool:
    """Whether a function that does nothing is there for others to define: its text, its name and its sisters say so, or it is handed on as one."""
    if any(isinstance(each, t.Raise) for each in function.node.body):
        return False
    ask = function.unit.asking.ask
    if not function.class_name:
        return bool(ask(HANDED_ON, function.name)) and _MOMENT.search(docstring(function)) is not None
    derived = ask(HAS_SUBCLASSES, function.class_name)
    if names_a_moment(function.name) and (derived or _is_asked_of_itself_alone(function)):
        return True
    return ask(LEAVES_METHODS, function.class_name) or (
        derived and (bool(docstring(function)) or _is_asked_of_itself_alone(function))
    )


def _is_asked_of_itself_alone(function: FunctionFacts) -> bool:
    """Whether only the class's own methods call a method: steps that those who derive from it may put something into."""
    owner = function.class_name.rpartition(".")[2]
    callers = function.unit.asking.ask(CALLERS, function.qualified_name)
    return bool(callers) and all(caller.path[:-1][-1:] == (owner,) for _, caller, _ in callers)


_MOMENT = re.compile(
    r"\b(?:called|run|invoked|performed|executed|fired)\b[^.]*\b(?:at|before|after|when|on|once|by)\b", re.IGNORECASE
)
"""How docstrings tell when something is called."""


def _is_wanted(function: FunctionFacts) -> bool:
    """Whether something runs the function: a route, or a call."""
    ask = function.unit.asking.ask
    if function.summary.decorators:
        route = ask(ROUTE, function.qualified_name)
        return route is not None and bool(route.methods) and "get" not in route.methods
    return bool(ask(CALLERS, function.qualified_name))


def _shortened(remark: str) -> str:
    return remark if len(remark) <= _LONGEST_REMARK else f"{remark[: _LONGEST_REMARK - 1]}…"


_LONGEST_REMARK = 60


def _does_little(function: FunctionFacts) -> bool:
    """Whether a function only answers with constants and what it was given."""
    if function.summary.effects or accesses_in(function) or _keeps_something(function):
        return False
    kinds = (t.For, t.While, t.With, t.Delete, t.FunctionDef)
    if next(function.own_nodes(*kinds), None) is not None:
        return False
    given = {each.name for each in function.params if each.name not in ("logger", "log", "self", "cls")}
    return all(
        (is_log_call(call) and _root(call.func) not in given) or _is_trivial(function, call) for call in function.calls
    )


def _keeps_something(function: FunctionFacts) -> bool:
    """Whether a function puts what it was given where others find it: a setter that sets is written."""
    given = {each.name for each in function.params}
    for statement in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign):
        targets = statement.targets if isinstance(statement, t.Assign) else [getattr(statement, "target", statement)]
        value = getattr(statement, "value", None)
        reads = value is not None and any(isinstance(n, t.Name) and n.id in given for n in value.walk())
        if reads and any(_root(each) in given for each in targets if isinstance(each, (t.Attribute, t.Subscript))):
            return True
    return False


def _root(node: t.Node) -> str:
    while isinstance(node, (t.Attribute, t.Subscript)):
        node = node.value
    return node.id if isinstance(node, t.Name) else ""


def _is_trivial(function: FunctionFacts, call: t.Call) -> bool:
    text = function.unit.text(call.func)
    return text.rpartition(".")[2] in _TRIVIAL


_TRIVIAL = frozenset(
    {
        "sleep", "jsonify", "now", "utcnow", "isoformat", "uuid4", "str", "len", "dict", "list", "randint", "uniform", "choice", "random", "round",
        "hex", "today", "JSONResponse", "Response",
    }
)  # fmt: skip


def _is_long(function: FunctionFacts) -> bool:
    """Whether so much is done that a remark speaks of a detail. Checks of what was handed over do nothing."""
    pending, count = list(function.node.body), 0
    while pending:
        statement = pending.pop()
        if _only_checks(statement):
            continue
        count += 1
        for name in ("body", "orelse", "finalbody"):
            pending += getattr(statement, name, []) if not isinstance(statement, (t.FunctionDef, t.ClassDef)) else []
        if isinstance(statement, t.Try):
            pending += [each for handler in statement.handlers for each in handler.body]
    return count > _MOST_STATEMENTS


def _only_checks(statement: t.Stmt) -> bool:
    """Whether a statement only looks at what was handed over and leaves where it is wrong."""
    if isinstance(statement, t.If):
        return not statement.orelse and not reaches_end(statement.body)
    if isinstance(statement, t.Try):
        return (
            bool(statement.handlers)
            and all(not reaches_end(each.body) for each in statement.handlers)
            and all(isinstance(each, t.Assign) or _only_checks(each) for each in statement.body)
        )
    return False


_MOST_STATEMENTS = 8
