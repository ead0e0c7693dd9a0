"""The pass over a scope that finds which tests every way to a place has passed. It goes the ways of `flow_walk`, and ends those that never go on.

It is made for a scope when somebody first asks, so that reading a file costs nothing for it.
"""

# Methods are named after what they go through.
# ruff: noqa: D102

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from offpath.facts.flow.asked_names import asked_by, changed_by
from offpath.facts.flow.flow import Definition, Flow
from offpath.facts.flow.flow_expressions import Environment
from offpath.facts.flow.flow_walk import FlowWalk
from offpath.facts.flow.passed import Condition, Lists, Passed
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_MOST_BINDINGS = 32
"""Of a name that so many bindings can reach, nothing is known by binding."""

_Key: TypeAlias = "Definition | str"
"""A binding, or the name of what the scope does not bind."""

_Then: TypeAlias = Callable[[Environment], None]

_BRANCHING = (t.NamedExpr, t.Comp, t.Lambda, t.BoolOp, t.IfExp)


class Known(dict[str, tuple[Definition, ...]]):
    """What is bound on a way, with the tests that the way has passed."""

    __slots__ = ("by_binding", "way")

    def __init__(self, env: Environment, way: Passed | None, by_binding: dict[_Key, Passed]) -> None:
        super().__init__(env)
        self.way = way
        """All tests, whatever they ask about, but for names that are bound anew since."""
        self.by_binding = by_binding
        """The tests of what a binding has bound, since it did."""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Known)
            and self.way is other.way
            and self.by_binding == other.by_binding
            and dict.__eq__(self, other)
        )

    __hash__ = None

    def still_bound(self, key: _Key) -> bool:
        """Whether a binding can reach this place."""
        if isinstance(key, str):
            return key not in self
        return key in self.get(key.name, ())

    def keys_of(self, name: str) -> tuple[_Key, ...]:
        """What a name may stand for here; empty where that is too much."""
        definitions = self.get(name)
        if definitions is None:
            return (name,)
        return definitions if len(definitions) <= _MOST_BINDINGS else ()


class ConditionWalk(FlowWalk):
    """The pass itself; `ends` says whether a call never comes back."""

    def __init__(self, flow: Flow, ends: Callable[[t.Call], bool]) -> None:
        super().__init__(Flow(flow.scope))
        self.made = {(each.node, each.name): each for each in flow.definitions}
        self.ways: dict[t.Node, Passed | None] = {}
        """What was passed before a statement or expression, wherever it is come from."""
        self.reads: dict[t.Name, dict[Definition | None, Passed | None]] = {}
        """What was asked of each binding that reaches a read; None for names that the scope does not bind."""
        self._whole = flow
        self._ends = ends
        self.lists = Lists()
        self._names: dict[t.Node, frozenset[str]] = {}

    # -- what is known

    def nothing_bound(self) -> Environment:
        return Known({}, None, {})

    def copied(self, env: Environment) -> Environment:
        known = _known(env)
        spend(1 + (len(known) + len(known.by_binding) >> 6))
        return Known(known, known.way, dict(known.by_binding))

    def merge(self, a: Environment | None, b: Environment | None) -> Environment | None:
        if isinstance(a, Known) and isinstance(b, Known):
            a.by_binding = self._of_both(a, b)
            a.way = self.lists.common(a.way, b.way)
        return super().merge(a, b)

    def _of_both(self, a: Known, b: Known) -> dict[_Key, Passed]:
        """What is known of each binding where two ways meet: what both have asked, or what one has, where only that one brings it."""
        ours, theirs = a.by_binding, b.by_binding
        spend(1 + (len(ours) + len(theirs) >> 4))
        found: dict[_Key, Passed] = {}
        for key in (*ours, *(key for key in theirs if key not in ours)):
            mine, other = ours.get(key), theirs.get(key)
            if mine is None and not a.still_bound(key):
                both = other
            elif other is None and not b.still_bound(key):
                both = mine
            else:
                both = self.lists.common(mine, other)
            if both is not None:
                found[key] = both
        return found

    def assume(self, env: Environment, test: t.Expr | t.MatchCase, holds: bool) -> None:
        """Puts down how a test has ended, by its parts where each of them is known."""
        pending = [(test, holds)]
        while pending:
            node, held = pending.pop()
            if isinstance(node, t.UnaryOp) and node.op == "not":
                pending.append((node.operand, not held))
            elif isinstance(node, t.BoolOp) and (node.op == "and") is held:
                pending += [(value, held) for value in reversed(node.values)]
            elif not isinstance(node, t.Constant):
                self._put_down(_known(env), Condition(node, held))

    def _put_down(self, known: Known, condition: Condition) -> None:
        names = self._names_in(condition.test)
        known.way = self.lists.passing(known.way, condition, names)
        for name in names:
            for key in known.keys_of(name) if name.isidentifier() else ():
                known.by_binding[key] = self.lists.passing(known.by_binding.get(key), condition, names)

    def forget(self, env: Environment, name: str, definitions: Iterable[Definition] = ()) -> None:
        """Ends what was known of a name; `definitions` are those that it loses."""
        known = _known(env)
        known.way = self.lists.forgetting(known.way, frozenset({name}))
        if known.by_binding:
            known.by_binding.pop(name, None)
            for definition in definitions:
                known.by_binding.pop(definition, None)

    def _names_in(self, test: t.Expr | t.MatchCase) -> frozenset[str]:
        """What a test asks about: names, `.attribute` for attributes, `[name]` for what is in a container."""
        found = self._names.get(test)
        if found is None:
            asked: list[t.Node] = [test]
            if isinstance(test, t.MatchCase):
                asked = [*test.values]
                if isinstance(test.parent, t.Match):
                    asked.append(test.parent.subject)
            found = self._names[test] = frozenset(name for each in t.walked(asked) for name in asked_by(each))
        return found

    # -- statements

    def statement(self, statement: t.Stmt, env: Environment) -> Environment | None:
        self._reach(statement, env)
        if isinstance(statement, t.Assign):
            return self.assign(statement, env)
        if isinstance(statement, t.If):
            return self.if_(statement, env)
        after = super().statement(statement, env)
        if after is None:
            return None
        if isinstance(statement, t.Assert):
            self.assume(after, statement.test, True)
        elif isinstance(statement, t.ExprStmt):
            return self._going_on(statement.value, after)
        elif isinstance(statement, t.Delete):
            for target in statement.targets:
                self._forget_part(target, after)
                if isinstance(target, t.Name):
                    self.forget(after, target.id)
        elif isinstance(statement, t.AugAssign) and not isinstance(statement.target, t.Name):
            self._forget_part(statement.target, after)
        return after

    def assign(self, node: t.Assign, env: Environment) -> Environment | None:
        self.expr(node.value, env)
        going_on = self._going_on(node.value, env)
        for target in node.targets if going_on is not None else ():
            self.target(target, env, "assign", node.value)
        return going_on

    def if_(self, node: t.If, env: Environment) -> Environment | None:
        for each in _chain(node):
            self._reach(each, env)
        return super().if_(node, env)

    def test(self, node: t.Expr, env: Environment) -> tuple[Environment, Environment]:
        held, missed = super().test(node, env)
        self.assume(held, node, True)
        self.assume(missed, node, False)
        return held, missed

    def enter(self, node: t.Match, case: t.MatchCase, env: Environment) -> Environment:
        start = self.copied(env)
        self.assume(start, case, True)
        if case.guard is None:
            self.assume(env, case, False)
        return start

    def behind(self, node: t.Try, end: Environment, through: Environment | None) -> Environment | None:
        if through is None:
            return None
        before, after = _known(end), _known(through)
        after.way = self.lists.forgetting(before.way, self._changed_in(node.finalbody))
        after.by_binding |= {key: passed for key, passed in before.by_binding.items() if after.still_bound(key)}
        return after

    def _changed_in(self, body: list[t.Stmt]) -> frozenset[str]:
        """The names, attributes and items that statements bind."""
        found: set[str] = set()
        for node in t.walked(body):
            found.update(definition.name for definition in self._whole.by_node.get(node, ()))
            if isinstance(node, (t.Assign, t.Delete)):
                targets = node.targets
            else:
                targets = [node.target] if isinstance(node, t.AugAssign) else []
            for target in targets:
                if isinstance(target, (t.Attribute, t.Subscript)):
                    found.update(changed_by(target))
        return frozenset(found)

    def note_caught(self, node: t.Raise, env: Environment) -> None:
        """Is known of the flow already."""

    def _going_on(self, value: t.Expr, env: Environment) -> Environment | None:
        """What is known once an expression is evaluated; None where it never is."""
        value = value.value if isinstance(value, t.Await) else value
        if isinstance(value, t.Call):
            return None if self._ends(value) else env
        if isinstance(value, t.BoolOp) and len(value.values) == 2 and self._never_comes_back(value.values[1]):
            self.assume(env, value.values[0], value.op == "or")
        elif isinstance(value, t.IfExp):
            if self._never_comes_back(value.orelse):
                self.assume(env, value.test, True)
            elif self._never_comes_back(value.body):
                self.assume(env, value.test, False)
        return env

    def _never_comes_back(self, node: t.Expr) -> bool:
        node = node.value if isinstance(node, t.Await) else node
        return isinstance(node, t.Call) and self._ends(node)

    # -- bindings and reads

    def bind(
        self,
        env: Environment,
        name: str,
        node: t.Node,
        kind: str,
        value: t.Expr | None,
        path: tuple[int, ...] = (),
    ) -> None:
        before = env.get(name, ())
        super().bind(env, name, node, kind, value, path)
        self.forget(env, name, (*before, *env[name]))

    def target(
        self, node: t.Expr, env: Environment, kind: str, value: t.Expr | None, path: tuple[int, ...] = ()
    ) -> None:
        super().target(node, env, kind, value, path)
        self._forget_part(node, env)

    def _forget_part(self, node: t.Expr, env: Environment) -> None:
        """Ends what was known of an attribute or of a container's items."""
        if not isinstance(node, (t.Attribute, t.Subscript)):
            return
        changed = frozenset(changed_by(node))
        known = _known(env)
        known.way = self.lists.forgetting(known.way, changed)
        root = t.root(node)
        for key in known.keys_of(root.id) if isinstance(root, t.Name) else ():
            left = self.lists.forgetting(known.by_binding.get(key), changed)
            if left is not None:
                known.by_binding[key] = left

    def read(self, node: t.Name, env: Environment) -> None:
        known = _known(env)
        self.reads[node] = {
            None if isinstance(key, str) else key: known.by_binding.get(key) for key in known.keys_of(node.id)
        }

    def _reach(self, node: t.Node, env: Environment) -> None:
        """Puts down what was passed before a node; the last time that a loop is gone through says what holds each time."""
        self.ways[node] = _known(env).way

    # -- expressions

    def expr(self, node: t.Node, env: Environment) -> None:
        pending: list[tuple[t.Node | _Then, Environment]] = [(node, env)]
        while pending:
            each, env = pending.pop()
            spend()
            if not isinstance(each, t.Node):
                each(env)
                continue
            self._reach(each, env)
            if isinstance(each, t.Name):
                self.read(each, env)
            elif isinstance(each, _BRANCHING):
                pending += reversed(self._steps(each, env))
            else:
                pending += [(child, env) for child in reversed(each.below)]

    def _steps(
        self, node: t.NamedExpr | t.Comp | t.Lambda | t.BoolOp | t.IfExp, env: Environment
    ) -> list[tuple[t.Node | _Then, Environment]]:
        """What is to be read and done, in order, for an expression that binds or branches."""
        if isinstance(node, t.BoolOp):
            return self._one_after_the_other(node, env)
        if isinstance(node, t.IfExp):
            before = _Before(self.lists)
            leave = partial(self.leave_perhaps, node)
            return [
                (node.test, env),
                (before.keep, env),
                (partial(self._assuming, node.test, True), env),
                (self.enter_perhaps, env),
                (node.body, env),
                (leave, env),
                (before.restore, env),
                (partial(self._assuming, node.test, False), env),
                (self.enter_perhaps, env),
                (node.orelse, env),
                (leave, env),
                (before.restore, env),
            ]
        steps = self._binding(node, env)
        if isinstance(node, t.Comp):
            ifs = {condition for generator in node.generators for condition in generator.ifs}
            for number in range(len(steps) - 1, -1, -1):
                step, inner = steps[number]
                if isinstance(step, t.Expr) and step in ifs:
                    steps.insert(number + 1, (partial(self._assuming, step, True), inner))
        elif isinstance(node, t.Lambda):
            self._run_later(steps[-1][1])
        return steps

    def _one_after_the_other(self, node: t.BoolOp, env: Environment) -> list[tuple[t.Node | _Then, Environment]]:
        before = _Before(self.lists)
        steps: list[tuple[t.Node | _Then, Environment]] = [(before.keep, env)]
        for number, value in enumerate(node.values):
            steps += [(value, env), (partial(self._assuming, value, node.op == "and"), env)]
            if number == 0:
                steps.append((self.enter_perhaps, env))
        return [*steps, (partial(self.leave_perhaps, node), env), (before.restore, env)]

    def _assuming(self, test: t.Expr, holds: bool, env: Environment) -> None:
        self.assume(env, test, holds)

    def _run_later(self, env: Environment) -> None:
        """Leaves of what is known only what no later binding can end: a lambda runs at another time."""
        known = _known(env)
        names = {name for each in self.lists.conditions(known.way) for name in self._names_in(each.test)}
        changing = {name for name in names if len(self._whole.named(name)) > 1 or not name.isidentifier()}
        known.way = self.lists.forgetting(known.way, frozenset(changing))
        known.by_binding = {
            key: passed
            for key, passed in known.by_binding.items()
            if isinstance(key, str) or len(self._whole.named(key.name)) == 1
        }


class _Before:
    """What was known before an expression that is not evaluated on every way."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._way: Passed | None = None
        self._by_binding: dict[_Key, Passed] = {}

    def keep(self, env: Environment) -> None:
        known = _known(env)
        self._way, self._by_binding = known.way, dict(known.by_binding)

    def restore(self, env: Environment) -> None:
        known = _known(env)
        known.way = self._lists.common(self._way, known.way)
        known.by_binding = {key: passed for key, passed in self._by_binding.items() if known.still_bound(key)}


def _known(env: Environment) -> Known:
    assert isinstance(env, Known)
    return env


def _chain(node: t.If) -> list[t.If]:
    """The `elif`s of an `if`: what was passed before the first is all that is put down for them."""
    found = []
    while len(node.orelse) == 1 and isinstance(node.orelse[0], t.If):
        node = node.orelse[0]
        found.append(node)
    return found
