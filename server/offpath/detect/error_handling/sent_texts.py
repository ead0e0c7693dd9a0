"""By which ways a text becomes part of an answer: at once, under a name, or in a list or mapping that is answered behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words import answers as catalogue
from offpath.catalogue.words.exceptions import KEEPING
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.flow.flow import Definition
from offpath.facts.functions.outcomes import FAILURE, told_outcome
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.own_answers import own_answers
from offpath.syntax import tree as t

_MAX_NAMES = 3
"""Through so many names one after the other."""

_ASKING = frozenset({"len", "bool", "any", "all", "isinstance", "type", "hash", "sum", "id"})
"""Calls whose results say something about a value, and not what is in it."""

_FILLING = KEEPING | {"extend", "update", "setdefault"}


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One place by which a text leaves a function."""

    place: t.Node
    """The `return`, `yield`, `raise`, or the statement that answers by itself."""
    part: t.Expr
    """What of it holds the text: the expression itself, or a name that has it by then."""

    @property
    def is_answer_of_helper(self) -> bool:
        """Whether it is the result of the function, or ends it, whoever called it."""
        return isinstance(self.place, (t.Return, t.Yield, t.Raise)) or _aborts(self.place)

    @property
    def values(self) -> t.Expr | None:
        """What is handed to the caller as the result."""
        return self.place.value if isinstance(self.place, (t.Return, t.Yield)) else None


def ways_of(function: FunctionFacts, node: t.Expr, depth: int = 0) -> Iterator[Way]:
    """The ways by which a value becomes part of an answer."""
    child: t.Node = node
    for outer in node.ancestors():
        if _says_about(outer, child) or _keeps_back(outer, node):
            return
        if isinstance(outer, (t.Return, t.Yield)):
            yield Way(outer, node)
            return
        if isinstance(outer, t.Raise):
            if isinstance(outer.exc, t.Call) and _answers_by_raising(function, outer.exc):
                yield Way(outer, node)
            return
        if isinstance(outer, t.NamedExpr) and child is outer.value:
            yield from _through_target(function, outer, outer.target, depth)
        if isinstance(outer, t.ExprStmt):
            if _is_answering(function, outer):
                yield Way(outer, node)
            else:
                yield from _through_container(function, outer, _filled(outer.value, child), depth)
            return
        if isinstance(outer, (t.Assign, t.AnnAssign, t.AugAssign)):
            target = outer.targets[0] if isinstance(outer, t.Assign) else outer.target
            yield from _through_target(function, outer, _part_for(target, child, node), depth)
            return
        if isinstance(outer, t.Stmt):
            return
        child = outer


def _says_about(outer: t.Node, child: t.Node) -> bool:
    """Whether an expression only asks something of a value: `len(errors)`, `… if errors else …`, `[each["id"] for each in errors]`."""
    if isinstance(outer, t.IfExp):
        return child is outer.test
    if isinstance(outer, t.UnaryOp):
        return outer.op == "not"
    if isinstance(outer, t.Call):
        return child is not outer.func and last_name(outer.func) in _ASKING
    if isinstance(outer, t.Comp):
        return isinstance(child, t.Comprehension) and not _is_taken_whole(outer, child)
    return isinstance(outer, t.Comprehension) and child is not outer.iter


def _is_taken_whole(comp: t.Comp, over: t.Comprehension) -> bool:
    """Whether a comprehension keeps what it goes over, and not a part of each."""
    names = {each.id for each in over.target.walk() if isinstance(each, t.Name)}
    return any(
        isinstance(each, t.Name) and each.id in names and not isinstance(each.parent, (t.Attribute, t.Subscript))
        for each in comp.elt.walk()
    )


def _keeps_back(outer: t.Node, node: t.Expr) -> bool:
    """Whether what is around a text logs it, compares it, asks which exception it was made of, or is itself what tells."""
    if isinstance(outer, (t.JoinedStr, t.Call)) and outer is not node and _told_already(outer, node):
        return True
    if isinstance(outer, t.Call) and is_log_call(outer):
        return True
    return isinstance(outer, t.Compare) or (isinstance(outer, (t.If, t.IfExp)) and _asks_kind(outer.test))


def _filled(value: t.Expr, child: t.Node) -> t.Expr | None:
    """What a call puts a value into: `errors` of `errors.append(…)`, `report` of `report["errors"].append(…)`."""
    func = value.func if isinstance(value, t.Call) else None
    return func.value if isinstance(func, t.Attribute) and func.attr in _FILLING and child is value else None


def _part_for(target: t.Expr, value: t.Node, node: t.Expr) -> t.Expr:
    """What of a target takes a part of the value: `why` of `why, status = str(error), 500`."""
    while isinstance(target, (t.Tuple, t.List)) and isinstance(value, (t.Tuple, t.List)):
        inside = [number for number, each in enumerate(value.elts) if each.start <= node.start and node.end <= each.end]
        if not inside or len(target.elts) != len(value.elts):
            break
        target, value = target.elts[inside[0]], value.elts[inside[0]]
    return target


def _through_target(function: FunctionFacts, statement: t.Node, target: t.Expr, depth: int) -> Iterator[Way]:
    if isinstance(target, t.Attribute) and target.attr in _BODIES and last_name(target.value) in _RESPONSES:
        yield Way(statement, target)
    elif isinstance(target, t.Name) and isinstance(statement, (t.Assign, t.AnnAssign, t.NamedExpr)):
        flow = function.unit.reading.symbols.flow_at(target)
        yield from _through(function, [d for d in flow.named(target.id) if d.node is target], target.start, depth)
    elif isinstance(target, t.Name):
        yield from _through_container(function, statement, target, depth)
    elif isinstance(target, t.Subscript):
        yield from _through_container(function, statement, target.value, depth)
    elif isinstance(target, t.Attribute):
        yield from _through_record(function, statement, target, depth)


def _through_record(function: FunctionFacts, statement: t.Node, target: t.Attribute, depth: int) -> Iterator[Way]:
    """By an object that the function makes, whose attribute holds the text, where the whole or that attribute is answered behind it."""
    if not isinstance(target.value, t.Name) or depth >= _MAX_NAMES:
        return
    bound = function.unit.definitions(target.value)
    if not bound or not all(
        isinstance(each.value, t.Call) and last_name(each.value.func)[:1].isupper() for each in bound
    ):
        return
    for use in dict.fromkeys(use for each in bound for use in each.uses if use.start > statement.end):
        part = use.parent if isinstance(use.parent, t.Attribute) else None
        if part is None:
            yield from ways_of(function, use, depth + 1)
        elif part.attr == target.attr or part.attr in _WHOLE:
            yield from ways_of(function, part, depth + 1)


_WHOLE = frozenset({"to_dict", "as_dict", "dict", "model_dump", "json", "to_json", "serialize", "__dict__"})
"""By which an object is answered whole."""


def _through_container(function: FunctionFacts, statement: t.Node, place: t.Expr | None, depth: int) -> Iterator[Way]:
    """By a list or mapping of the function, into which a value is put anywhere, and that is answered behind it."""
    while isinstance(place, (t.Subscript, t.Attribute, t.Call)):
        place = place.func if isinstance(place, t.Call) else place.value
    if not isinstance(place, t.Name) or place.id in ("self", "cls"):
        return
    if isinstance(statement, t.AugAssign):
        flow = function.unit.reading.symbols.flow_at(place)
        bound = [each for each in flow.named(place.id) if each.kind != "parameter"]
    else:
        bound = [each for each in function.unit.definitions(place) if each.kind != "parameter"]
    yield from _through(function, bound, statement.end, depth)


def _through(function: FunctionFacts, bound: list[Definition], behind: int, depth: int) -> Iterator[Way]:
    if depth >= _MAX_NAMES:
        return
    seen: set[t.Node] = set()
    for definition in bound:
        for use in definition.uses:
            if use.start > behind and use not in seen:
                seen.add(use)
                yield from ways_of(function, use, depth + 1)


def _is_answering(function: FunctionFacts, statement: t.ExprStmt) -> bool:
    call = statement.value.value if isinstance(statement.value, t.Await) else statement.value
    return isinstance(call, t.Call) and (
        _answers(function, last_name(call.func)) or told_outcome(call) == FAILURE or last_name(call.func) == "flash"
    )


def _aborts(statement: t.Node | None) -> bool:
    call = statement.value if isinstance(statement, t.ExprStmt) else None
    return isinstance(call, t.Call) and last_name(call.func) in ("abort", "HttpError")


def _answers_by_raising(function: FunctionFacts, raised: t.Call) -> bool:
    if last_name(raised.func) in catalogue.ANSWERING_EXCEPTIONS:
        return True
    found = function.unit.resolve(raised.func)
    return found is not None and found.name.startswith(catalogue.HTTP_MODULES)


_BODIES = frozenset({"media", "text", "body", "data"})
_RESPONSES = frozenset({"resp", "response"})
"""What frameworks hand to a handler for its answer."""


def _answers(function: FunctionFacts, name: str) -> bool:
    """Whether a call sends an answer by itself: one of any framework, or of the handler's own."""
    return name in catalogue.ANSWERING_CALLS or name in own_answers(function)


def _asks_kind(test: t.Expr) -> bool:
    """Whether a test asks which exception it is: what it lets through is chosen."""
    return any(isinstance(node, t.Call) and last_name(node.func) in ("isinstance", "type") for node in test.walk())


def _told_already(outer: t.Node, node: t.Expr) -> bool:
    """Whether an expression around this one is the one to be told: `f"{str(error)}"`."""
    return isinstance(outer, t.JoinedStr) and isinstance(node, t.Call) and last_name(node.func) in ("str", "repr")
