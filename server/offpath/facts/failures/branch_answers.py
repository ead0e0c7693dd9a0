"""What an except branch answers in the place of what failed, and whether it leaves a trace.

A branch answers by `return`, or by what it sets and somebody returns behind it: a name, an element of a container, an attribute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.exceptions import EXCEPTION_READS, FAILURES, KEEPING, TELLING
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes, reaches_end, try_of
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.flow.flow import Definition
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.values import Values
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class BranchAnswer:
    """One value that a branch answers."""

    node: t.Stmt
    """Where it is returned or set."""
    value: t.Expr | None
    returned: t.Return
    """The statement that hands it to the caller: the same one, or one behind the branch."""
    is_part: bool = False
    """Whether it is one entry of what is answered: an element that a loop sets."""

    @property
    def is_direct(self) -> bool:
        """Whether the branch returns it itself."""
        return self.node is self.returned


def answers_in(facts: UnitFacts, handler: t.ExceptHandler) -> tuple[BranchAnswer, ...]:
    """What a branch answers, in source order."""
    function = facts.function_of(handler)
    return tuple(_answers(function, handler)) if function is not None else ()


def _answers(function: FunctionFacts, handler: t.ExceptHandler) -> Iterator[BranchAnswer]:
    goes_on = reaches_end(handler.body) or isinstance(handler.body[-1], (t.Continue, t.Break))
    for node in own_nodes(handler.body):
        if isinstance(node, t.Return):
            yield BranchAnswer(node, node.value, node)
        elif goes_on and isinstance(node, (t.Assign, t.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, t.Assign) else [node.target]
            for target, value in _pairs(targets, node.value):
                yield from _set_and_returned(function, handler, node, target, value)
        elif goes_on and isinstance(node, t.ExprStmt) and isinstance(node.value, t.Call):
            yield from _put_and_returned(function, handler, node, node.value)


def _pairs(targets: list[t.Expr], value: t.Expr) -> Iterator[tuple[t.Expr, t.Expr]]:
    for target in targets:
        if isinstance(target, (t.Tuple, t.List)):
            if isinstance(value, (t.Tuple, t.List)) and len(value.elts) == len(target.elts):
                yield from zip(target.elts, value.elts, strict=True)
        else:
            yield target, value


def _set_and_returned(
    function: FunctionFacts, handler: t.ExceptHandler, node: t.Stmt, target: t.Expr, value: t.Expr
) -> Iterator[BranchAnswer]:
    if isinstance(target, t.Name):
        definition = definition_at(function, target)
        if definition is not None:
            for returned in _returns_of(function, definition):
                yield BranchAnswer(node, value, returned)
                return
        return
    for returned in _returns_of_container(function, handler, target):
        yield BranchAnswer(node, value, returned, isinstance(target, t.Subscript) and _is_in_loop(handler))
        return


def _put_and_returned(
    function: FunctionFacts, handler: t.ExceptHandler, node: t.ExprStmt, call: t.Call
) -> Iterator[BranchAnswer]:
    """`found.append(None)`: the failure becomes an entry of what is returned."""
    if last_name(call.func) in KEEPING and isinstance(call.func, t.Attribute) and len(call.args) == 1:
        for returned in _returns_of_container(function, handler, call.func):
            yield BranchAnswer(node, call.args[0], returned, _is_in_loop(handler))
            return


def kept_in(facts: UnitFacts, handler: t.ExceptHandler) -> tuple[BranchAnswer, ...]:
    """What names that the `try` was to bind or fill keep from before it, and somebody returns behind a branch that leaves them alone."""
    function = facts.function_of(handler)
    return tuple(_kept(function, handler)) if function is not None and reaches_end(handler.body) else ()


def left_to(facts: UnitFacts, handler: t.ExceptHandler) -> tuple[BranchAnswer, ...]:
    """The return right behind a `try` that returns what it got, which a branch leaves its answer to."""
    statement = try_of(handler)
    behind = _behind(statement)
    gets = any(isinstance(each, t.Return) and each.value is not None for each in own_nodes(statement.body))
    if isinstance(behind, t.Return) and gets and reaches_end(handler.body):
        return (BranchAnswer(behind, behind.value, behind),)
    return ()


def _kept(function: FunctionFacts, handler: t.ExceptHandler) -> Iterator[BranchAnswer]:
    statement = try_of(handler)
    for definition in function.definitions_of(_got_in(statement)):
        made = definition.node.parent
        is_before = definition.kind == "assign" and definition.node.start < statement.start
        if not is_before or not isinstance(made, (t.Assign, t.AnnAssign)) or not is_default(made.value):
            continue
        if _is_in_loop(handler, made) or _is_filled_elsewhere(definition, statement):
            continue
        behind = (each for each in _returns_of(function, definition) if each.start > statement.end)
        returned = next(behind, None)
        if returned is not None:
            yield BranchAnswer(made, made.value, returned)


def _is_filled_elsewhere(definition: Definition, statement: t.Try) -> bool:
    """Whether something else than a `try` adds to what a name holds: then a part is missing, and the rest is there."""
    return any(_fills(use) for use in definition.uses if not statement.start <= use.start < statement.end)


def _fills(use: t.Name) -> bool:
    outer = use.parent
    if isinstance(outer, t.Subscript):
        return isinstance(outer.parent, (t.Assign, t.AugAssign)) and outer.parent.value is not outer
    if isinstance(outer, t.AugAssign):
        return outer.target is use
    return isinstance(outer, t.Attribute) and outer.attr in KEEPING | {"extend", "update", "setdefault"}


def _got_in(statement: t.Try) -> set[str]:
    """The names that a `try` binds, and those of containers that it fills."""
    found = set()
    for node in own_nodes(statement.body):
        targets = node.targets if isinstance(node, t.Assign) else []
        if (
            isinstance(node, t.Call)
            and isinstance(node.func, t.Attribute)
            and node.func.attr in KEEPING | {"extend", "update"}
        ):
            targets = [node.func.value]
        for each in targets:
            base = each.value if isinstance(each, t.Subscript) else each
            parts = base.elts if isinstance(base, (t.Tuple, t.List)) else [base]
            found |= {part.id for part in parts if isinstance(part, t.Name)}
    return found


def definition_at(function: FunctionFacts, target: t.Name | None) -> Definition | None:
    """The binding that a target makes."""
    if target is None:
        return None
    flow = function.unit.reading.symbols.flow_at(target)
    return next((each for each in flow.named(target.id) if each.node is target), None)


def _returns_of(function: FunctionFacts, definition: Definition) -> Iterator[t.Return]:
    """The returns that hand on what a binding binds: whole, as a part, or what is worked out from it."""
    for use in Values(function.unit.reading.symbols).uses_of(definition):
        if isinstance(use.node, t.Return):
            yield use.node


def _returns_of_container(function: FunctionFacts, handler: t.ExceptHandler, target: t.Expr) -> Iterator[t.Return]:
    """The returns behind a branch that hand on the container that it puts something into, or the attribute that it sets."""
    text = function.unit.text
    own, base = text(target), target
    while isinstance(base, (t.Attribute, t.Subscript)):
        base = base.value
    if not isinstance(base, t.Name):
        return
    for returned in function.returns:
        if returned.value is None or returned.start < handler.end:
            continue
        names = {n.id for n in returned.value.walk() if isinstance(n, t.Name)}
        is_attribute = isinstance(target, t.Attribute) and text(returned.value) == own
        if is_attribute or (base.id != "self" and base.id in names):
            yield returned


def _is_in_loop(handler: t.ExceptHandler, made: t.Stmt | None = None) -> bool:
    """Whether a branch is run for each entry of a loop; of one that does not go round ``made`` as well, if that is given."""
    loops = (outer for outer in handler.ancestors() if isinstance(outer, (t.For, t.While)))
    return any(made is None or not outer.start <= made.start < outer.end for outer in loops)


def is_asked(definition: Definition) -> bool:
    """Whether a test asks for what a binding binds before it goes on."""
    return any(_is_tested(use) for use in definition.uses)


def _is_tested(use: t.Name) -> bool:
    child: t.Node = use
    for outer in use.ancestors():
        if isinstance(outer, (t.If, t.While, t.IfExp, t.Assert)) and outer.test is child:
            return True
        if isinstance(outer, t.BoolOp) and child is not outer.values[-1]:
            return True
        if isinstance(outer, t.Stmt):
            return False
        child = outer
    return False


def is_refused_behind(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether what a `try` was to get keeps a value from before it, and a test behind it refuses that: raises, or tells of it."""
    function = facts.function_of(handler)
    if function is None:
        return False
    statement = try_of(handler)
    targets = [each for n in own_nodes(statement.body) if isinstance(n, t.Assign) for each in n.targets]
    got = {each.id for each in targets if isinstance(each, t.Name)}
    for definition in function.definitions_of(got):
        if definition.node.start >= statement.start or definition.kind != "assign" or not is_default(definition.value):
            continue
        if any(use.start > statement.end and is_refused(use) for use in definition.uses):
            return True
    kept = {t.dotted(each) for each in targets if isinstance(each, t.Attribute)}
    behind = _behind(statement)
    return isinstance(behind, t.If) and t.dotted(_missed(behind.test)) in kept - {None} and _refuses(behind)


def _behind(statement: t.Try) -> t.Stmt | None:
    """The statement right behind another one in its block."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement.parent, name, None)
        if isinstance(block, list) and statement in block:
            return next(iter(block[block.index(statement) + 1 :]), None)
    return None


def _missed(test: t.Expr) -> t.Expr:
    """What a test finds missing: `self._state` of `not self._state` and `self._state is None`."""
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return test.operand
    return test.left if isinstance(test, t.Compare) and test.ops[0] in ("is", "==") else test


def is_refused(use: t.Name) -> bool:
    """Whether a read stands in a test under which the function raises or tells."""
    for outer in use.ancestors():
        if isinstance(outer, t.If):
            return _refuses(outer)
        if isinstance(outer, t.Assert):
            return True
        if isinstance(outer, t.Stmt):
            return False
    return False


def _refuses(branch: t.If) -> bool:
    inside = own_nodes([*branch.body, *branch.orelse])
    return any(isinstance(n, t.Raise) or (isinstance(n, t.Call) and _tells(n)) for n in inside)


def is_default(value: t.Expr | None) -> bool:
    """Whether a value says nothing of its own: a constant, an empty container, a pair of such."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, (t.Dict, t.List, t.Tuple, t.Set)):
            pending += [child.value if isinstance(child, t.DictItem) else child for child in node.children()]  # type: ignore[misc]
        elif isinstance(node, t.UnaryOp):
            pending.append(node.operand)
        elif isinstance(node, t.Call):
            if (
                node.args
                or node.keywords
                or last_name(node.func) not in ("list", "dict", "set", "tuple", "frozenset", "str")
            ):
                return False
        elif node is not None and not isinstance(node, t.Constant):
            return False
    return True


def says_something(value: t.Expr | None) -> bool:
    """Whether a value holds words, keys or a number by which the caller may know of the failure: `"failed"`, `{"error": True}`, 11."""
    if isinstance(value, t.Constant):
        return bool(value.value) and value.value not in (True, 1, -1)
    return isinstance(value, (t.Dict, t.List, t.Tuple, t.Set)) and any(
        isinstance(each, t.Constant) and isinstance(each.value, str) and bool(each.value) for each in value.walk()
    )


def leaves_trace(handler: t.ExceptHandler) -> bool:
    """Whether a branch raises, uses the exception, or tells somebody that something failed."""
    for node in own_nodes(handler.body):
        if isinstance(node, t.Raise) or (_names_exception(node, handler) and not _is_put_aside(node)):
            return True
        if isinstance(node, t.Call) and _tells(node):
            return True
    return False


def _names_exception(node: t.Node, handler: t.ExceptHandler) -> bool:
    return bool(handler.name) and isinstance(node, t.Name) and node.id == handler.name


def _is_put_aside(node: t.Node) -> bool:
    """`_ = error`, `del error`, a lone `error`: nobody reads it."""
    parent = node.parent
    if isinstance(parent, t.Assign):
        return all(isinstance(each, t.Name) and each.id.startswith("_") for each in parent.targets)
    return isinstance(parent, (t.Delete, t.ExprStmt))


def _tells(call: t.Call) -> bool:
    name = last_name(call.func)
    if name in KEEPING and all(isinstance(each, t.Constant) or is_default(each) for each in call.args):
        return False
    return is_log_call(call) or name in EXCEPTION_READS or first_word(name) in TELLING or _is_handed_failure(name)


def _is_handed_failure(name: str) -> bool:
    """Whether a call is named for taking care of a failure: `handle_error(…)`, `on_exception()`."""
    spoken = words(name)
    return len(spoken) > 1 and spoken[0] in ("handle", "process", "on", "report", "note") and spoken[-1] in FAILURES
