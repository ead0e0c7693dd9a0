"""What of a model's answer somebody looks at before it is used: all of it, or some of its keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries import models as catalogue
from offpath.catalogue.words.verbs import first_word
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.flow import Definition
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.values import Use, Values
from offpath.syntax import tree as t

_CHOICE = "enum.Enum"
"""What is made of a value that is none of its members raises."""

_LEAVING = (t.Return, t.Raise, t.Continue, t.Break)


@dataclass(frozen=True, slots=True, eq=False)
class KeyRead:
    """One place where a key of an answer is read."""

    key: str
    node: t.Expr
    is_demanded: bool
    """Whether it must be there: `answer["sum"]`, not `answer.get("sum")`."""


def is_check(function: FunctionFacts, use: Use, *, of_key: bool = False) -> bool:
    """Whether somebody looks at a value, not only whether there is one and how it is wrapped."""
    if use.kind == "condition":
        test = getattr(use.node, "test", None)
        if not isinstance(test, t.Expr):
            return True
        return any(map(_looks, test.walk())) or (
            of_key and isinstance(use.node, t.If) and isinstance(use.node.body[-1], _LEAVING)
        )
    if use.kind != "argument" or not isinstance(use.node, t.Call):
        return False
    name = last_name(use.node.func)
    if name[:1].isupper() and isinstance(use.value.parent, t.Keyword) and use.value.parent.arg is None:
        return True
    refuses = _refuses(function, use.node)
    if refuses is not None:
        return refuses
    return _names_check(name) and not function.unit.callee(use.node).startswith("re.")


def _goes_through_check(node: t.Expr) -> bool:
    """Whether each item of a value is handed to a function that looks at it: `map(Item.model_validate, items)`."""
    call = node.parent
    if not isinstance(call, t.Call) or last_name(call.func) not in catalogue.ON_EACH or node not in call.args[1:]:
        return False
    return _names_check(last_name(call.args[0]))


def _names_check(name: str) -> bool:
    return first_word(name) in catalogue.VALIDATING or name in catalogue.FAULT_FINDING


def _refuses(function: FunctionFacts, call: t.Call) -> bool | None:
    """Whether a function of the project can say no to what it is handed, or only parses it; None: cannot tell."""
    found = function.unit.resolve(call.func)
    if found is not None and found.internal and _CHOICE in function.unit.lineage(found.name):
        return True
    summary = function.unit.summary(found.name) if found is not None and found.internal else None
    if summary is None:
        return None
    if only_parses(function, call):
        return False
    return True if summary.raises else None


def only_parses(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a function of the project only parses what it is handed, and looks at nothing of it."""
    found = function.unit.resolve(call.func)
    summary = function.unit.summary(found.name) if found is not None and found.internal else None
    if summary is None or not summary.returned_parameters or summary.raises:
        return False
    parses = any(site.name in catalogue.PARSING_NAMES for site in summary.calls)
    looks = any(first_word(site.name) in catalogue.VALIDATING for site in summary.calls)
    return parses and not looks and "failure" not in summary.answers


def is_unguarded(node: t.Node) -> bool:
    """Whether nothing in the function catches what an expression raises."""
    child = node
    for outer in node.ancestors():
        if isinstance(outer, t.Try) and outer.handlers and child in outer.body:
            return False
        if isinstance(outer, t.FunctionDef):
            return True
        child = outer
    return True


def _looks(node: t.Node) -> bool:
    """Whether a part of a test says something of a value but that it is there, what surrounds it, or how the call ended."""
    if isinstance(node, t.Compare):
        sides = [node.left, *node.comparators]
        if any(isinstance(each, t.Constant) and each.value in (None, "") for each in sides):
            return False
        if any(isinstance(each, t.Call) and last_name(each.func) == "len" for each in sides):
            return not any(isinstance(each, t.Constant) and each.value in (0, 1) for each in sides)
        return not any(_is_aside(each) or _is_wrapping(each) for each in sides)
    if isinstance(node, t.Call):
        name = last_name(node.func)
        if name in ("startswith", "endswith") and node.args:
            return not _is_wrapping(node.args[0])
        return name not in catalogue.NOT_LOOKING
    return False


def _is_aside(node: t.Expr) -> bool:
    """Whether something only goes with an answer: why it ended, what it cost."""
    return isinstance(node, t.Attribute) and node.attr in catalogue.ASIDE


def _is_wrapping(node: t.Expr) -> bool:
    value = node.value if isinstance(node, t.Constant) else None
    return isinstance(value, str) and bool(value) and set(value) <= set("`{}[]\n ") | set("json")


def key_reads(function: FunctionFacts, value: t.Expr) -> Iterator[KeyRead]:
    """Where keys of a value are read by constants, in the function itself."""
    for node in _occurrences(function, value):
        parent = node.parent
        if isinstance(parent, t.Subscript) and parent.value is node and isinstance(parent.index, t.Constant):
            if isinstance(parent.index.value, str) and not _is_target(parent):
                yield KeyRead(parent.index.value, parent, True)
        call = parent.parent if isinstance(parent, t.Attribute) and parent.attr in ("get", "pop") else None
        if isinstance(call, t.Call) and call.func is parent and call.args and isinstance(call.args[0], t.Constant):
            if isinstance(call.args[0].value, str):
                yield KeyRead(call.args[0].value, call, False)


def _is_target(node: t.Expr) -> bool:
    return isinstance(node.parent, t.Assign) and node in node.parent.targets


def _occurrences(function: FunctionFacts, value: t.Expr) -> Iterator[t.Expr]:
    yield value
    for definition in _bindings(function, value):
        yield from definition.uses


def _bindings(function: FunctionFacts, value: t.Expr) -> Iterator[Definition]:
    node: t.Node | None = value.parent
    while isinstance(node, (t.Await, t.BoolOp)):
        node = node.parent
    targets = (
        node.targets
        if isinstance(node, t.Assign)
        else [node.target]
        if isinstance(node, (t.AnnAssign, t.NamedExpr))
        else []
    )
    for target in targets:
        if isinstance(target, t.Name):
            yield from (each for each in function.flow.named(target.id) if each.node in (target, node))


def unlooked_keys(function: FunctionFacts, value: t.Expr) -> list[KeyRead] | None:
    """The reads of keys that nobody looks at; None: the value is looked at as a whole, or nothing of it is read by keys."""
    values = Values(function.unit.reading.symbols)
    checks = {use.node for use in values.uses(value) if is_check(function, use)}
    reads = list(key_reads(function, value))
    ways = [(read, _own_uses(values, read.node)) for read in reads]
    looked = {read.key for read, uses in ways if any(is_check(function, use, of_key=True) for use in uses)}
    looked.update(read.key for read in reads if _is_converted(read.node) or _goes_through_check(read.node))
    told = {use.node for read in reads for use in values.uses(read.node)}
    for node in _occurrences(function, value):
        about = _asked_of(node)
        if about is not None:
            looked.add(about)
            told.update(each for each in node.ancestors() if isinstance(each, (t.If, t.While, t.Assert, t.IfExp)))
        elif _is_target_of_key(node):
            looked.add(str(node.parent.index.value))  # type: ignore[union-attr]
    if checks - told - _shape_tests(function, value) or any(map(_goes_through_check, _occurrences(function, value))):
        return None
    return [read for read in reads if read.key not in looked]


def _own_uses(values: Values, node: t.Expr) -> list[Use]:
    """Where a value goes itself; what calls make of it is another's."""
    uses = list(values.uses(node))
    made = {
        use.node
        for call in uses
        if isinstance(call.node, t.Call) and call.kind == "argument"
        for use in values.uses(call.node)
    }
    return [use for use in uses if use.node not in made]


def _is_converted(node: t.Expr) -> bool:
    """Whether a value is made to fit, and what goes wrong there is caught."""
    call = node.parent
    is_conversion = (
        isinstance(call, t.Call) and node in call.args and last_name(call.func) in ("int", "float", "Decimal")
    )
    return is_conversion and not is_unguarded(node)


def _asked_of(node: t.Expr) -> str | None:
    """The key of which a comparison asks whether it is there; None: there is none."""
    outer = node.parent
    if isinstance(outer, t.Compare) and outer.ops[:1] in (["in"], ["not in"]) and node in outer.comparators:
        if isinstance(outer.left, t.Constant) and isinstance(outer.left.value, str):
            return outer.left.value
    return None


def _is_target_of_key(node: t.Expr) -> bool:
    outer = node.parent
    return isinstance(outer, t.Subscript) and _is_target(outer) and isinstance(outer.index, t.Constant)


def _shape_tests(function: FunctionFacts, value: t.Expr) -> set[t.Node]:
    """The tests that only ask whether the answer is a dictionary or a list."""
    found: set[t.Node] = set()
    for node in _occurrences(function, value):
        call = node.parent
        if isinstance(call, t.Call) and last_name(call.func) == "isinstance" and call.args[:1] == [node]:
            found.add(call)
            test = next(
                (each for each in call.ancestors() if isinstance(each, (t.If, t.While, t.Assert, t.IfExp))), None
            )
            if test is not None:
                found.add(test)
    return found
