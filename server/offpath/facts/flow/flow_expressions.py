"""What the pass over a unit's statements does at names and expressions: bind, read, and go through what is below, however long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

from offpath.facts.flow.flow import Definition, Flow
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

Environment: TypeAlias = "dict[str, tuple[Definition, ...]]"

_Then: TypeAlias = Callable[[Environment], None]
"""What is to be done once the expressions before it are read."""

_COPIED_IN_A_STEP = 64

_BINDING = (t.NamedExpr, t.Comp, t.Lambda, t.BoolOp, t.IfExp)


class ExpressionWalk:
    """The reads and bindings of one scope, put down in its flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.made: dict[tuple[t.Node, str], Definition] = {}
        self.scopes: list[t.Node] = [flow.scope]
        self.caught: set[str] = set()
        """The names under which except branches have what they caught."""
        self.around: list[Environment] = []
        """The environments of what stands around the comprehensions that are walked: `:=` binds there."""
        self._perhaps: list[dict[str, tuple[Definition, ...]]] = []
        """For each operand around that is not evaluated on every way: what names held before `:=` bound them in it."""
        self._tested: t.BoolOp | None = None
        """The `and` or `or` of which a test consists, whose last operand has been evaluated where it ended so."""
        self._left_open: dict[str, tuple[Definition, ...]] = {}

    # -- what is bound

    def nothing_bound(self) -> Environment:
        """What is bound where a scope begins."""
        return {}

    def copied(self, env: Environment) -> Environment:
        """What is bound, to go on from on a way of its own."""
        spend(1 + len(env) // _COPIED_IN_A_STEP)
        return dict(env)

    def merge(self, a: Environment | None, b: Environment | None) -> Environment | None:
        """What is bound where two ways meet; None where neither gets there. The first is changed."""
        if a is None:
            return b
        if b is None:
            return a
        spend(1 + len(b) // _COPIED_IN_A_STEP)
        for name, theirs in b.items():
            ours = a.get(name)
            if ours is None:
                a[name] = theirs
            elif ours is not theirs and ours != theirs:
                a[name] = joined(ours, theirs)
        return a

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
        """Puts down that a node binds a name, and what it holds from here on."""
        definition = self.made.get((node, name))
        if definition is None:
            definition = Definition(name, node, kind, value, path, self.scopes[-1])
            self.made[node, name] = definition
            self.flow.definitions.append(definition)
        env[name] = (definition,)

    def note(self, read: t.Name, reaching: tuple[Definition, ...]) -> None:
        """Puts down that bindings can reach a read."""
        known = self.flow.reaching.get(read)
        if known is None:
            self.flow.reaching[read] = reaching
            new: Iterable[Definition] = reaching
        elif reaching is known or reaching == known:
            return
        else:
            both = joined(known, reaching)
            new = both[len(known) :]
            self.flow.reaching[read] = both
        for definition in new:
            definition.uses.append(read)

    def read(self, node: t.Name, env: Environment) -> None:
        """Puts down what a name can hold here."""
        reaching = env.get(node.id)
        if reaching:
            self.note(node, reaching)
        elif node not in self.flow.reaching:
            reads = self.flow.free.setdefault(node.id, [])
            if not reads or reads[-1] is not node:
                reads.append(node)

    def target(
        self, node: t.Expr, env: Environment, kind: str, value: t.Expr | None, path: tuple[int, ...] = ()
    ) -> None:
        """Binds the names of a target, and reads what else is in it."""
        if isinstance(node, t.Name):
            self.bind(env, node.id, node, kind, value, path)
        elif isinstance(node, (t.Tuple, t.List)):
            for position, element in enumerate(node.elts):
                if isinstance(element, t.Starred):
                    self.target(element.value, env, kind, value, (*path, -1))
                else:
                    self.target(element, env, kind, value, (*path, position))
        elif isinstance(node, t.Starred):
            self.target(node.value, env, kind, value, (*path, -1))
        else:
            self.expr(node, env)

    # -- expressions

    def test(self, node: t.Expr, env: Environment) -> tuple[Environment, Environment]:
        """Reads a test; what is bound where it holds, and where it does not."""
        inner, is_turned = node, False
        while isinstance(inner, t.UnaryOp) and inner.op == "not":
            inner, is_turned = inner.operand, not is_turned
        self._tested, self._left_open = inner if isinstance(inner, t.BoolOp) else None, {}
        self.expr(node, env)
        held, missed = env, self.copied(env)
        if self._left_open and self._tested is not None:
            is_sure_where_held = (self._tested.op == "and") is not is_turned
            self._reopen(self._left_open, missed if is_sure_where_held else held)
        self._tested = None
        return held, missed

    def expr(self, node: t.Node, env: Environment) -> None:
        """Reads an expression and all below it, in the order in which they are evaluated."""
        pending: list[tuple[t.Node | _Then, Environment]] = [(node, env)]
        while pending:
            each, env = pending.pop()
            spend()
            kind = each.__class__
            if kind is t.Name:
                self.read(each, env)  # type: ignore[arg-type]
            elif kind is t.Constant:
                continue
            elif isinstance(each, t.Node):
                if isinstance(each, _BINDING):
                    pending += reversed(self._binding(each, env))
                else:
                    pending += [(child, env) for child in reversed(each.below)]
            else:
                each(env)

    def _binding(
        self, node: t.NamedExpr | t.Comp | t.Lambda | t.BoolOp | t.IfExp, env: Environment
    ) -> list[tuple[t.Node | _Then, Environment]]:
        """What is to be read and done, in order, for an expression that binds names."""
        if isinstance(node, t.NamedExpr):
            return [(node.value, env), (partial(self._bind_walrus, node), env)]
        if isinstance(node, t.BoolOp):
            later = [(each, env) for each in node.values[1:]]
            return [(node.values[0], env), (self.enter_perhaps, env), *later, (partial(self.leave_perhaps, node), env)]
        if isinstance(node, t.IfExp):
            steps: list[tuple[t.Node | _Then, Environment]] = [(node.test, env)]
            for each in (node.body, node.orelse):
                steps += [(self.enter_perhaps, env), (each, env), (partial(self.leave_perhaps, node), env)]
            return steps
        inner = self.copied(env)
        if isinstance(node, t.Lambda):
            steps = [(partial(self._enter, node), env)]
            for param in node.params:
                if param.default is not None:
                    steps.append((param.default, env))
                steps.append((partial(self._bind_parameter, param), inner))
            return [*steps, (node.body, inner), (self._leave_scope, inner)]
        steps = [(self.around.append, env)]
        for generator in node.generators:
            steps += [(generator.iter, inner), (partial(self._bind_item, generator), inner)]
            steps += [(condition, inner) for condition in generator.ifs]
        return [*steps, (node.elt, inner), (self._leave_comprehension, inner)]

    def enter_perhaps(self, env: Environment) -> None:
        """What follows is not evaluated on every way."""
        self._perhaps.append({})

    def leave_perhaps(self, node: t.BoolOp | t.IfExp, env: Environment) -> None:
        """Behind what is not evaluated on every way, names may hold what they held before."""
        before = self._perhaps.pop()
        if node is self._tested:
            self._left_open = before
        elif before:
            self._reopen(before, env)

    def _reopen(self, before: dict[str, tuple[Definition, ...]], env: Environment) -> None:
        for name, reaching in before.items():
            if name in env:
                env[name] = joined(reaching, env[name])

    def _bind_walrus(self, node: t.NamedExpr, env: Environment) -> None:
        for each in self._perhaps:
            each.setdefault(node.target.id, env.get(node.target.id, ()))
        self.bind(env, node.target.id, node.target, "assign", node.value)
        for outer in self.around:
            self.merge(outer, {node.target.id: env[node.target.id]})

    def _bind_item(self, generator: t.Comprehension, env: Environment) -> None:
        self.target(generator.target, env, "loop", generator.iter)

    def _bind_parameter(self, param: t.Param, env: Environment) -> None:
        self.bind(env, param.name, param, "parameter", None)

    def _enter(self, scope: t.Lambda, env: Environment) -> None:
        self.scopes.append(scope)

    def _leave_comprehension(self, env: Environment) -> None:
        self.around.pop()

    def _leave_scope(self, env: Environment) -> None:
        self.scopes.pop()


def joined(ours: tuple[Definition, ...], theirs: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """The bindings of two ways, each once, ours first."""
    return tuple(dict.fromkeys((*ours, *theirs)))
