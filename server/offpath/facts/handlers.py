"""What an except branch does with a failure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from offpath.facts.frameworks import exceptions as catalogue
from offpath.facts.frameworks.verbs import WRITING, first_word
from offpath.facts.outcomes import NONE, SUCCESS, outcome_of
from offpath.facts.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Span


def caught_names(handler: t.ExceptHandler) -> tuple[str, ...]:
    """The last parts of the names of the classes that a handler catches; empty for a bare `except`."""
    if handler.type is None:
        return ()
    kinds = handler.type.elts if isinstance(handler.type, (t.Tuple, t.List)) else [handler.type]
    return tuple(last_name(kind) for kind in kinds)


def is_broad(handler: t.ExceptHandler) -> bool:
    """Whether a handler catches everything."""
    names = caught_names(handler)
    return not names or any(name in catalogue.BROAD for name in names)


def except_span(handler: t.ExceptHandler) -> Span:
    """The `except` line's word and classes, where findings on a branch are reported."""
    return Span(handler.start, handler.type.end if handler.type is not None else handler.start + len("except"))


def is_caught(node: t.Node, names: Collection[str] | None = None) -> bool:
    """Whether what is raised at a node is caught within its function: by a `try` for everything or for one of these classes
    (None: whatever it is for), or by a `with` that suppresses or expects it.
    """
    child = node
    for outer in node.ancestors():
        if isinstance(outer, t.Try) and child in outer.body:
            if any(names is None or is_broad(h) or not set(names).isdisjoint(caught_names(h)) for h in outer.handlers):
                return True
        if isinstance(outer, t.With) and any(_suppresses(item.context) for item in outer.items):
            return True
        if isinstance(outer, (t.FunctionDef, t.Lambda)):
            return False
        child = outer
    return False


def _suppresses(context: t.Expr) -> bool:
    return isinstance(context, t.Call) and last_name(context.func) in catalogue.SUPPRESSING


def is_empty(handler: t.ExceptHandler) -> bool:
    """Whether a handler does nothing but go on."""
    return all(
        isinstance(s, (t.Pass, t.Continue)) or (isinstance(s, t.ExprStmt) and isinstance(s.value, t.Constant))
        for s in handler.body
    )


def try_of(handler: t.ExceptHandler) -> t.Try:
    """The statement that a handler belongs to."""
    parent = handler.parent
    assert isinstance(parent, t.Try)
    return parent


def own_nodes(body: list[t.Stmt]) -> Iterator[t.Node]:
    """All nodes of statements, not those of functions and classes defined in them."""
    stack: list[t.Node] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (t.FunctionDef, t.ClassDef, t.Lambda)):
            stack.extend(reversed(list(node.children())))


def called_words(body: list[t.Stmt]) -> list[str]:
    """The first words of the names of all that statements call; `del` and `await` for those."""
    found = [first_word(last_name(n.func)) for n in own_nodes(body) if isinstance(n, t.Call)]
    found += ["del" for n in own_nodes(body) if isinstance(n, t.Delete)]
    return found


def is_cleanup(handler: t.ExceptHandler, function: FunctionFacts | None) -> bool:
    """Whether what failed was only putting something away: in `finally`, in a closing function, or a closing call."""
    if function is not None and (function.name in ("__del__", "__exit__", "__aexit__") or _closes(function.name)):
        return True
    words = called_words(try_of(handler).body)
    if words and all(word in catalogue.CLEANING for word in words):
        return True
    child: t.Node = try_of(handler)
    parent = child.parent
    while parent is not None and not isinstance(parent, t.FunctionDef):
        if isinstance(parent, t.Try) and child in parent.finalbody:
            return True
        child, parent = parent, parent.parent
    return False


def _closes(name: str) -> bool:
    return first_word(name) in ("close", "aclose", "shutdown", "cleanup", "teardown", "stop", "disconnect", "dispose")


def is_optional_import(handler: t.ExceptHandler) -> bool:
    """Whether the `try` only imports."""
    return any(isinstance(s, (t.Import, t.ImportFrom)) for s in try_of(handler).body)


def is_guess(handler: t.ExceptHandler) -> bool:
    """Whether the `try` only reads a value in some form, to see whether it has that form: `json.loads(body)`."""
    calls = [last_name(n.func) for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)]
    return "loads" in calls and all(name in catalogue.GUESSING for name in calls)


def is_optional_reading(handler: t.ExceptHandler) -> bool:
    """Whether the `try` only reads a value that may have another form: a number, a text's bytes, an error's own words."""
    calls = {last_name(n.func) for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)}
    return not calls.isdisjoint(catalogue.DECODING) and calls <= (catalogue.GUESSING - {"get"}) | catalogue.DECODING


def is_conversion(handler: t.ExceptHandler) -> bool:
    """Whether the `try` only converts or compares a value: nothing else than its form can fail there."""
    calls = [last_name(n.func) for n in own_nodes(try_of(handler).body) if isinstance(n, t.Call)]
    return all(name in catalogue.CONVERTING for name in calls)


def reaches_end(body: list[t.Stmt]) -> bool:
    """Whether execution can run through the end of a block."""
    if not body:
        return True
    last = body[-1]
    if isinstance(last, (t.Return, t.Raise, t.Continue, t.Break)):
        return False
    if isinstance(last, t.If):
        return not last.orelse or reaches_end(last.body) or reaches_end(last.orelse)
    if isinstance(last, t.With):
        return reaches_end(last.body)
    return True


def promised_state_holds(handler: t.ExceptHandler, function: FunctionFacts) -> bool:
    """Whether the exception says that what was promised is already so: nothing there to delete, already there to create."""
    names = set(caught_names(handler))
    if not names:
        return False
    promised = {first_word(function.name), *called_words(try_of(handler).body)}
    awaited = any(isinstance(n, t.Await) for n in own_nodes(try_of(handler).body))
    removing = bool(promised & catalogue.REMOVING) or (awaited and names == {"CancelledError"})
    if removing and names <= catalogue.ALREADY_GONE:
        return True
    return names <= catalogue.ALREADY_THERE


def compensates(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether a handler does something instead: another provider, an outbox, a retry; telling and rolling back do not count."""
    for node in own_nodes(handler.body):
        if not isinstance(node, t.Call):
            continue
        name = last_name(node.func)
        if name in catalogue.REPORTING or first_word(name) in ("log", "print", "capture") or name[:1].isupper():
            continue
        if first_word(name) in WRITING or any(True for _ in _awaited(node)):
            return True
        callee = facts.callee(node)
        if callee:
            reach = facts.asking.ask("reach", callee)
            if reach.writes or reach.by_name:
                return True
    return False


def _awaited(call: t.Call) -> Iterator[t.Await]:
    if isinstance(call.parent, t.Await):
        yield call.parent


def false_success(facts: UnitFacts, handler: t.ExceptHandler) -> t.Node | None:
    """Where an except branch, or what it falls through to, reports what the try reports as success; None: it does not."""
    function = facts.function_of(handler)
    if function is None or promised_state_holds(handler, function):
        return None
    if any(isinstance(n, t.Raise) for n in own_nodes(handler.body)) or compensates(facts, handler):
        return None
    statement = try_of(handler)
    returns = [n for n in own_nodes(handler.body) if isinstance(n, t.Return)]
    if returns:
        if len(returns) > 1 or reaches_end(handler.body):
            return None
        return returns[0] if _same_report(facts, function, statement, returns[0]) else None
    if isinstance(handler.body[-1], (t.Continue, t.Break)):
        return None
    return _reported_after(facts, function, statement, handler)


def _same_report(facts: UnitFacts, function: FunctionFacts, statement: t.Try, reported: t.Return) -> bool:
    """Whether the branch's return claims success as the try's own returns do."""
    outcome = outcome_of(facts, reported.value)
    success = [r for r in _success_returns(facts, statement) if r is not reported]
    if outcome == SUCCESS:
        return bool(success) and _acts(statement) and not _answers_a_question(facts, function, reported)
    return outcome == NONE and reported.value is not None and _none_means_no_error(facts, function, statement)


def _answers_a_question(facts: UnitFacts, function: FunctionFacts, reported: t.Return) -> bool:
    """Whether a bare `True` is one of two answers rather than a report: the function returns a bare `False` of its own
    accord, not only from where something failed.
    """
    if not facts.is_constant(reported.value, True):
        return False
    if first_word(function.name) in ("is", "has", "can", "should", "needs", "was", "does", "allows", "must"):
        return True
    falses = [r for r in function.returns if r.value is not None and facts.is_constant(r.value, False)]
    return any(not _in_handler(r) for r in falses)


def _in_handler(node: t.Node) -> bool:
    current = node.parent
    while current is not None and not isinstance(current, (t.FunctionDef, t.ExceptHandler)):
        current = current.parent
    return isinstance(current, t.ExceptHandler)


def _success_returns(facts: UnitFacts, statement: t.Try) -> list[t.Return]:
    inside = [n for n in own_nodes([*statement.body, *statement.orelse]) if isinstance(n, t.Return)]
    if reaches_end(statement.orelse or statement.body):
        inside += [s for s in _following(statement) if isinstance(s, t.Return)]
    return [r for r in inside if outcome_of(facts, r.value) == SUCCESS]


def _following(statement: t.Stmt) -> list[t.Stmt]:
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
    from offpath.facts.promises import docstring

    return docstring(function)


def _reported_after(
    facts: UnitFacts, function: FunctionFacts, statement: t.Try, handler: t.ExceptHandler
) -> t.Node | None:
    """A success that is reported behind the statement although the promised action in it failed."""
    if any(isinstance(n, (t.Assign, t.AugAssign, t.AnnAssign)) for n in own_nodes(handler.body)):
        return _reassigned(facts, statement, handler.body)
    final = next((s for s in _following(statement) if isinstance(s, (t.Return, t.Raise))), None)
    if not isinstance(final, t.Return) or outcome_of(facts, final.value) != SUCCESS:
        return None
    if any(isinstance(s, t.If) for s in _following(statement)):
        return None
    kept = {n.id for s in statement.body for n in _bound(s)}
    if any(isinstance(n, t.Name) and n.id in kept for n in final.walk()):
        return None
    acting = any(word in WRITING for word in called_words(statement.body))
    before = _preceding(statement)
    others = any(word in WRITING for word in called_words(before)) or _writes(facts, before)
    after = any(word in WRITING for word in called_words([s for s in _following(statement) if s is not final]))
    return final if acting and not others and not after else None


def _bound(statement: t.Stmt) -> list[t.Name]:
    """The names that a statement assigns."""
    targets = statement.targets if isinstance(statement, t.Assign) else []
    return [target for target in targets if isinstance(target, t.Name)]


def _writes(facts: UnitFacts, body: list[t.Stmt]) -> bool:
    for node in own_nodes(body):
        if isinstance(node, t.Call):
            callee = facts.callee(node)
            if callee and facts.asking.ask("reach", callee).writes:
                return True
    return False


def _preceding(statement: t.Stmt) -> list[t.Stmt]:
    parent = statement.parent
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and statement in block:
            return block[: block.index(statement)]
    return []


def _reassigned(facts: UnitFacts, statement: t.Try, assigned: Sequence[t.Stmt]) -> t.Node | None:
    """A flag that the branch sets to the same success as the try does, with no failing one among what it sets."""
    flags = {_flag(facts, node) for node in assigned} - {None}
    if not flags or any(outcome == "failure" for _, outcome in flags if outcome):  # type: ignore[misc]
        return None
    own = {_flag(facts, n) for n in own_nodes(statement.body) if isinstance(n, t.Assign)} - {None}
    same = [node for node in assigned if _flag(facts, node) in own and _flag(facts, node)[1] == SUCCESS]  # type: ignore[index]
    return same[0] if same else None


def _flag(facts: UnitFacts, node: t.Stmt) -> tuple[str, str] | None:
    if not isinstance(node, t.Assign) or len(node.targets) != 1:
        return None
    return facts.text(node.targets[0]), outcome_of(facts, node.value)
