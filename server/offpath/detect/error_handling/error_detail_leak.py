"""What went wrong inside, told to clients: texts of exceptions and tracebacks in answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from offpath.catalogue.words import answers as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.leak_reasons import is_of_wrapper, is_under_setting
from offpath.detect.error_handling.sent_texts import Way, ways_of
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, is_broad, own_nodes
from offpath.facts.functions.answered_texts import ANSWERS_TEXT
from offpath.facts.functions.kept_answers import container_of, entries_of, local_names
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import HANDLER
from offpath.facts.summaries.answered import WHOLE
from offpath.facts.summaries.binding import parameter_of
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.answered_containers import ANSWERS_ITEMS
from offpath.facts.web.answered_results import IS_RUN_FOR_CLIENTS, SENT_ON
from offpath.syntax import tree as t

_TELLING = frozenset({"str", "repr", "format", "format_exc", "format_exception", "getattr", "escape"})
_TRACES = frozenset({"format_exc", "format_exception", "print_exc", "format_tb"})


@dataclass(frozen=True, slots=True, eq=False)
class Leak:
    """One expression that tells a client what went wrong inside."""

    node: t.Expr
    """`str(error)`, `f"… {error}"`, `traceback.format_exc()`."""
    handler: t.ExceptHandler | None
    """The branch it stands in; None in a function that answers for exceptions."""
    name: str
    """The exception's name."""
    certainty: str
    """`high`, `medium` or `low`."""
    is_sent_on: bool = False
    """Whether it leaves a helper, and a handler that calls that sends it on."""


def leaks(function: FunctionFacts) -> Iterator[Leak]:
    """Every such expression of a handler, or of a function that answers for exceptions."""
    if any(last_name(n) == "DEBUG" for n in function.own_nodes(t.Name, t.Attribute)):
        return
    found = function.unit.asking.ask(HANDLER, function.qualified_name)
    branches = list(function.own_nodes(t.ExceptHandler))
    if found is not None and (found.is_written_for or _answers_clients(function, found)):
        for handler in branches:
            yield from _in_branch(function, handler)
    elif found is None and branches and _streams_for_handler(function):
        for handler in branches:
            yield from _in_branch(function, handler, "yielded")
    elif found is None and branches and is_of_wrapper(function):
        for handler in branches:
            yield from (
                replace(each, certainty=_at_most_medium(each)) for each in _in_branch(function, handler, "answered")
            )
    elif found is None and branches and not _answers_for_all(function):
        yield from _in_helper(function, branches)
    elif _answers_for_all(function):
        name = next((p.name for p in reversed(function.params) if p.name not in ("request", "self", "_")), "")
        if _gets_status_alone(function) and not any(
            n.attr == "original_exception" for n in function.own_nodes(t.Attribute)
        ):
            return
        seen: set[t.Node] = set()
        for node in own_nodes(function.node.body):
            detail = _detail(node, name)
            if detail is not None and detail not in seen and _goes(function, detail, ""):
                seen.add(detail)
                if not is_under_setting(detail, name):
                    yield Leak(detail, None, name, "high")


def house_answer(function: FunctionFacts, leak: Leak) -> str:
    """The project's own function that makes the answer of what it is handed, dotted; empty: the text goes into the answer itself."""
    for outer in leak.node.ancestors():
        if isinstance(outer, t.Call):
            target = function.unit.resolve(outer.func)
            if target is not None and target.internal and target.kind == "function":
                return target.name
        if isinstance(outer, t.Stmt):
            break
    return ""


def kept_leaks(function: FunctionFacts) -> Iterator[Leak]:
    """What a job leaves of its failure in a container of its module, of which a handler answers entries."""
    own = local_names(function.node, function.own)
    entries = entries_of(function.own, own)
    for handler in function.own_nodes(t.ExceptHandler):
        for node in own_nodes(handler.body):
            detail = _detail(node, handler.name or "")
            kept = _kept_in(detail, own, entries) if detail is not None else ""
            if detail is not None and kept and is_broad(handler):
                if function.unit.asking.ask(ANSWERS_ITEMS, function.unit.module, kept):
                    yield Leak(detail, handler, handler.name or "", "medium")
                    break


def _kept_in(detail: t.Expr, own: frozenset[str], entries: dict[str, str]) -> str:
    """The container into which a statement puts a text: `jobs[key]["error"] = …`, `jobs[key] = {…}`, `job.update(error=…)`."""
    statement = next((each for each in detail.ancestors() if isinstance(each, t.Stmt)), None)
    target: t.Expr | None = None
    if isinstance(statement, t.Assign):
        target = statement.targets[0] if isinstance(statement.targets[0], t.Subscript) else None
    elif isinstance(statement, t.ExprStmt) and isinstance(statement.value, t.Call):
        func = statement.value.func
        target = func.value if isinstance(func, t.Attribute) and func.attr == "update" else None
    if isinstance(target, t.Name):
        return entries.get(target.id, "")
    while isinstance(target, t.Subscript):
        kept = container_of(target, own)
        if kept:
            return kept
        target = target.value
    return entries.get(target.id, "") if isinstance(target, t.Name) else ""


def _answers_clients(function: FunctionFacts, handler: Route) -> bool:
    """Whether a cloud function answers requests: it says with which status."""
    if handler.caller != "event":
        return False
    keys = (item.key for each in function.own_nodes(t.Dict) for item in each.items)
    return any(isinstance(key, t.Constant) and key.value == "statusCode" for key in keys)


def _streams_for_handler(function: FunctionFacts) -> bool:
    """Whether a function makes, inside a handler, what is sent piece by piece."""
    outer = function.unit.function_of(function.node)
    route = function.unit.asking.ask(HANDLER, outer.qualified_name) if outer is not None else None
    return route is not None and route.is_written_for and any(True for _ in function.own_nodes(t.Yield))


def _in_helper(function: FunctionFacts, branches: Sequence[t.ExceptHandler]) -> Iterator[Leak]:
    """What leaves a function of the project as its answer, or as an answer that it raises, and a handler sends on."""
    found = [leak for handler in branches for leak in _in_branch(function, handler, "answered")]
    if not found:
        return
    sent = function.unit.asking.ask(SENT_ON, function.qualified_name)
    for leak in found:
        if any(_reaches(function, way, sent) for way in ways_of(function, leak.node)):
            yield replace(leak, certainty=_at_most_medium(leak), is_sent_on=True)


def _reaches(function: FunctionFacts, way: Way, sent: Sequence[int]) -> bool:
    """Whether what leaves a helper by one way gets to a client."""
    if way.values is not None:
        return _position(way.part, way.values) in sent or WHOLE in sent
    return way.is_answer_of_helper and function.unit.asking.ask(IS_RUN_FOR_CLIENTS, function.qualified_name)


def _at_most_medium(leak: Leak) -> str:
    return "medium" if leak.certainty == "high" else leak.certainty


def _position(node: t.Expr, answer: t.Expr | None) -> int:
    """Which item of an answer an expression is a part of."""
    parts = answer.elts if isinstance(answer, t.Tuple) else []
    return next((number for number, each in enumerate(parts) if each.start <= node.start < each.end), WHOLE)


def _in_branch(function: FunctionFacts, handler: t.ExceptHandler, kind: str = "") -> Iterator[Leak]:
    certainty = _certainty(function, handler)
    seen: set[t.Node] = set()
    for node in own_nodes(handler.body):
        helped = _told_by_helper(function, node, handler.name or "")
        detail = helped or _detail(node, handler.name or "")
        if detail is not None and detail not in seen and _goes(function, detail, kind):
            seen.add(detail)
            sure = "high" if isinstance(detail, t.Call) and last_name(detail.func) in _TRACES else certainty
            if sure and not is_under_setting(detail, handler.name or ""):
                yield Leak(detail, handler, handler.name or "", sure)


def _goes(function: FunctionFacts, detail: t.Expr, kind: str) -> bool:
    """Whether a text is sent in the way that counts for a function: what only a handler may answer with is no answer of a helper."""
    ways = ways_of(function, detail)
    if kind == "yielded":
        return any(isinstance(way.place, t.Yield) for way in ways)
    return any(not kind or way.is_answer_of_helper for way in ways)


def _certainty(function: FunctionFacts, handler: t.ExceptHandler) -> str:
    """How sure that the exception's text was not written for clients; empty: it was."""
    if is_broad(handler):
        return "high"
    names = caught_names(handler)
    if any(name in catalogue.FOR_CLIENTS or name.endswith("ValidationError") for name in names):
        return ""
    kinds = handler.type.elts if isinstance(handler.type, (t.Tuple, t.List)) else [handler.type]
    resolved = [function.unit.resolve(kind) for kind in kinds if kind is not None]
    if any(found is not None and found.name.startswith(catalogue.FOR_CLIENTS_MODULES) for found in resolved):
        return ""
    if any(found is None or found.internal for found in resolved):
        return "low"  # a class of the project, or one that it looks up by name: it writes the texts itself
    says_of_texts = [
        (found is not None and found.name.startswith(catalogue.PARSING))
        or name in catalogue.OF_VALUES
        or not catalogue.SAYING_OF_TEXTS.isdisjoint(words(name))
        for found, name in zip(resolved, names, strict=True)
    ]
    return "low" if all(says_of_texts) else "medium"


def _detail(node: t.Node, name: str) -> t.Expr | None:
    """The expression that tells, if a node is one."""
    if isinstance(node, t.Call):
        called = last_name(node.func)
        if called in _TRACES:
            return node
        if called in ("str", "repr") and len(node.args) == 1 and _is(node.args[0], name):
            return node
        if called == "format" and any(_is(each, name) for each in node.args):
            return node
    if isinstance(node, t.JoinedStr):
        for piece in node.values:
            if isinstance(piece, t.FormattedValue) and (_is(piece.value, name) or _is_text_of(piece.value, name)):
                return node
    if isinstance(node, t.BinOp) and node.op in ("%", "+"):
        sides = node.right.elts if isinstance(node.right, t.Tuple) else [node.right]
        if node.op == "%" and any(_is(each, name) for each in sides):
            return node
    if (
        isinstance(node, t.Attribute)
        and node.attr in ("args", "orig", "__traceback__", "message")
        and _is(node.value, name)
    ):
        return node
    return None


def _told_by_helper(function: FunctionFacts, node: t.Node, name: str) -> t.Call | None:
    """A call of a function of the project that is handed the exception and answers with its text: `describe(error)`."""
    if not isinstance(node, t.Call):
        return None
    slots: list[int | str] = [place for place, each in enumerate(node.args) if _is(each, name)]
    slots += [each.arg for each in node.keywords if each.arg and _is(each.value, name)]
    found = function.unit.resolve(node.func) if slots else None
    summary = function.unit.summary(found.name) if found is not None and found.internal else None
    if summary is None:
        return None
    given = {parameter_of(summary.parameters, slot) for slot in slots}
    return node if any(ANSWERS_TEXT + each in summary.traits for each in given) else None


def _is(node: t.Node, name: str) -> bool:
    if isinstance(node, t.Attribute) and node.attr == "original_exception":
        node = node.value
    return bool(name) and isinstance(node, t.Name) and node.id == name


def _is_text_of(node: t.Node, name: str) -> bool:
    return isinstance(node, t.Call) and last_name(node.func) in ("str", "repr") and any(_is(a, name) for a in node.args)


def _gets_status_alone(function: FunctionFacts) -> bool:
    """Whether Flask hands over its own answer for a failure, whose text is always the same: `@app.errorhandler(500)`."""
    hooks = [
        d
        for d in function.node.decorators
        if isinstance(d, t.Call) and last_name(d.func) in catalogue.ERROR_HOOKS and d.args
    ]
    kinds = [function.unit.type_of(d.func.value) for d in hooks if isinstance(d.func, t.Attribute)]
    return (
        bool(hooks)
        and all(isinstance(d.args[0], t.Constant) for d in hooks)
        and bool(kinds)
        and all(kind.startswith(("flask.", "quart.")) for kind in kinds)
    )


def _answers_for_all(function: FunctionFacts) -> bool:
    """Whether a function is registered to answer for every exception: `@app.errorhandler(Exception)`."""
    for decorator in function.node.decorators:
        if isinstance(decorator, t.Call) and last_name(decorator.func) in catalogue.ERROR_HOOKS and decorator.args:
            first = decorator.args[0]
            if last_name(first) in ("Exception", "BaseException") or (
                isinstance(first, t.Constant) and first.value == 500
            ):
                return True
    return False
