"""Where values come from: for each name that is read, the bindings that can reach it.

One pass over a unit's statements in execution order, with branches merged, loops repeated until nothing new
arrives, and exceptional exits taken from any point of a `try` body. A nested function sees every binding that its
enclosing function ever makes of a name, since it runs later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from offpath.syntax import tree as t
from offpath.syntax.budget import spend

Environment: TypeAlias = "dict[str, tuple[Definition, ...]]"


@dataclass(slots=True, eq=False)
class Definition:
    """One binding of a name."""

    name: str
    node: t.Node
    """The node that binds: a target `Name`, a `Param`, an `Alias`, an `ExceptHandler`, a definition."""
    kind: str
    """`parameter`, `assign`, `augment`, `loop`, `with`, `except`, `import`, `function`, `class`, `match` or `delete`."""
    value: t.Expr | None
    """The expression that the value comes from: assigned, iterated, entered or matched; None where there is none."""
    path: tuple[int, ...] = ()
    """Where in the value: `a, (b, c) = v` binds `c` by `(1, 1)`; -1 marks a starred rest."""
    scope: t.Node | None = None
    """The function, lambda, class or tree in which the name is bound."""
    uses: list[t.Name] = field(default_factory=list)
    """The reads that this binding can reach."""


class Flow:
    """The reaching definitions of one scope and, through `nested`, of the functions in it."""

    def __init__(self, scope: t.Tree | t.FunctionDef, enclosing: Flow | None = None) -> None:
        self.scope = scope
        self.enclosing = enclosing
        self.definitions: list[Definition] = []
        self.reaching: dict[t.Name, tuple[Definition, ...]] = {}
        self.free: dict[str, list[t.Name]] = {}
        """Reads of names that nothing in this scope binds."""
        self.nested: dict[t.FunctionDef, Flow] = {}
        self.declared_global: set[str] = set()
        """Names that `global` or `nonlocal` hands to an outer scope."""
        self.falls_through = True
        """Whether execution can reach the end of the body."""
        self.unreachable: set[t.Stmt] = set()
        """First statements of stretches that nothing reaches."""
        self.caught_at: dict[t.Raise, dict[str, tuple[Definition, ...]]] = {}
        """For each `raise`, the names that may hold a caught exception there, with all bindings that can reach it."""
        self._by_name: dict[str, list[Definition]] = {}
        _Walk(self).run()

    def definitions_are_complete(self) -> None:
        """Sorts the bindings by name, when all are known."""
        for definition in self.definitions:
            self._by_name.setdefault(definition.name, []).append(definition)

    def named(self, name: str) -> list[Definition]:
        """Every binding of a name in this scope, in source order."""
        return list(self._by_name.get(name, ()))

    def of(self, name: t.Name) -> tuple[Definition, ...]:
        """The bindings that can reach a read; empty for globals, builtins and names of enclosing scopes not found."""
        flow: Flow | None = self
        found: tuple[Definition, ...] = ()
        while flow is not None:
            found = flow.reaching.get(name, ())
            if found:
                return found
            flow = flow.enclosing
        return found

    def all_flows(self) -> Iterable[Flow]:
        """This flow and those of all functions nested in it."""
        yield self
        for flow in self.nested.values():
            yield from flow.all_flows()


class _Walk:
    """The pass itself. An environment of None stands for "not reachable"."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.made: dict[tuple[t.Node, str], Definition] = {}
        self.deferred: dict[t.FunctionDef, None] = {}
        self.breaks: list[list[Environment]] = []
        self.continues: list[list[Environment]] = []
        self.raising: list[list[Environment]] = []
        self.around: list[Environment] = []
        """The environments of what stands around the comprehensions that are walked: `:=` binds there."""
        self.scopes: list[t.Node] = [flow.scope]

    def run(self) -> None:
        env: Environment = {}
        scope = self.flow.scope
        if isinstance(scope, t.FunctionDef):
            for param in scope.params:
                self.bind(env, param.name, param, "parameter", None)
        end = self.block(scope.body, env)
        self.flow.falls_through = end is not None
        self.flow.definitions_are_complete()
        for definition in self.deferred:
            self.flow.nested[definition] = self.inner(definition)

    def inner(self, definition: t.FunctionDef) -> Flow:
        flow = Flow(definition, self.flow)
        for name in list(flow.free):
            reads = flow.free[name]
            bound = [] if name in self.flow.declared_global else self.flow.named(name)
            if not bound:
                self.flow.free.setdefault(name, []).extend(reads)
                continue
            del flow.free[name]
            reaching = tuple(d for d in bound if not isinstance(d.scope, t.ClassDef))
            for read in reads:
                self.note(read, reaching)
        return flow

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
        definition = self.made.get((node, name))
        if definition is None:
            definition = Definition(name, node, kind, value, path, self.scopes[-1])
            self.made[node, name] = definition
            self.flow.definitions.append(definition)
        env[name] = (definition,)

    def note(self, read: t.Name, reaching: tuple[Definition, ...]) -> None:
        known = self.flow.reaching.get(read)
        if known is None:
            self.flow.reaching[read] = reaching
            new: Iterable[Definition] = reaching
        else:
            new = [d for d in reaching if d not in known]
            self.flow.reaching[read] = (*known, *new)
        for definition in new:
            definition.uses.append(read)

    def read(self, node: t.Name, env: Environment) -> None:
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

    def expr(self, node: t.Node, env: Environment) -> None:
        spend()
        kind = node.__class__
        if kind is t.Name:
            self.read(node, env)  # type: ignore[arg-type]
        elif kind is t.Constant:
            return
        elif isinstance(node, t.NamedExpr):
            self.expr(node.value, env)
            self.bind(env, node.target.id, node.target, "assign", node.value)
            for outer in self.around:
                _merge(outer, {node.target.id: env[node.target.id]})
        elif isinstance(node, t.Comp):
            self.comprehension(node, env)
        elif isinstance(node, t.Lambda):
            self.lambda_(node, env)
        else:
            for child in node.children():
                self.expr(child, env)

    def comprehension(self, node: t.Comp, env: Environment) -> None:
        inner = _copied(env)
        self.around.append(env)
        for generator in node.generators:
            self.expr(generator.iter, inner)
            self.target(generator.target, inner, "loop", generator.iter)
            for condition in generator.ifs:
                self.expr(condition, inner)
        self.expr(node.elt, inner)
        self.around.pop()

    def lambda_(self, node: t.Lambda, env: Environment) -> None:
        inner = _copied(env)
        self.scopes.append(node)
        for param in node.params:
            if param.default is not None:
                self.expr(param.default, env)
            self.bind(inner, param.name, param, "parameter", None)
        self.expr(node.body, inner)
        self.scopes.pop()

    # -- statements

    def block(self, body: list[t.Stmt], env: Environment | None) -> Environment | None:
        for number, statement in enumerate(body):
            if env is None:
                self.flow.unreachable.add(statement)
                self.unreached(body[number:])
                return None
            spend()
            if self.raising:
                self.raising[-1].append(_copied(env))
            env = _STATEMENTS[statement.__class__](self, statement, env)
        return env

    def unreached(self, body: list[t.Stmt]) -> None:
        """Code that never runs: no binding reaches its reads, but the functions in it have flows of their own."""
        stack: list[t.Node] = [*reversed(body)]
        while stack:
            node = stack.pop()
            if isinstance(node, t.FunctionDef):
                self.deferred[node] = None
            elif isinstance(node, (t.Stmt, t.ExceptHandler, t.MatchCase)):
                stack.extend(reversed(list(node.children())))

    def simple(self, node: t.Stmt, env: Environment) -> Environment | None:
        for child in node.children():
            self.expr(child, env)
        return env

    def leave(self, node: t.Stmt, env: Environment) -> Environment | None:
        """Return and raise."""
        self.simple(node, env)
        if isinstance(node, t.Raise):
            caught = {n: found for n, found in env.items() if any(d.kind == "except" for d in found)}
            self.flow.caught_at[node] = _merge(self.flow.caught_at.get(node), caught) or {}
        if self.raising:
            self.raising[-1].append(_copied(env))
        return None

    def assign(self, node: t.Assign, env: Environment) -> Environment | None:
        self.expr(node.value, env)
        for target in node.targets:
            self.target(target, env, "assign", node.value)
        return env

    def ann_assign(self, node: t.AnnAssign, env: Environment) -> Environment | None:
        self.expr(node.annotation, env)
        if node.value is not None:
            self.expr(node.value, env)
            self.target(node.target, env, "assign", node.value)
        elif not isinstance(node.target, t.Name):
            self.expr(node.target, env)
        return env

    def aug_assign(self, node: t.AugAssign, env: Environment) -> Environment | None:
        self.expr(node.value, env)
        if isinstance(node.target, t.Name):
            self.read(node.target, env)
            before = env.get(node.target.id, ())
            self.bind(env, node.target.id, node, "augment", node.value)
            env[node.target.id] = (*env[node.target.id], *(d for d in before if d.node is not node))
        else:
            self.expr(node.target, env)
        return env

    def delete(self, node: t.Delete, env: Environment) -> Environment | None:
        for target in node.targets:
            self.expr(target, env)
            if isinstance(target, t.Name):
                env.pop(target.id, None)
        return env

    def global_(self, node: t.Global, env: Environment) -> Environment | None:
        self.flow.declared_global.update(node.names)
        return env

    def import_(self, node: t.Import | t.ImportFrom, env: Environment) -> Environment | None:
        for alias in node.names:
            name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, t.Import) else alias.name)
            if name != "*":
                self.bind(env, name, alias, "import", None)
        return env

    def if_(self, node: t.If, env: Environment) -> Environment | None:
        self.expr(node.test, env)
        otherwise = self.block(node.orelse, _copied(env))
        return _merge(self.block(node.body, env), otherwise)

    def loop(self, node: t.For | t.While, env: Environment) -> Environment | None:
        endless = isinstance(node, t.While) and isinstance(node.test, t.Constant) and bool(node.test.value)
        if isinstance(node, t.For):
            self.expr(node.iter, env)
        entry = _copied(env)
        for _ in range(3):
            self.breaks.append([])
            self.continues.append([])
            start = _copied(entry)
            if isinstance(node, t.For):
                self.target(node.target, start, "loop", node.iter)
            else:
                self.expr(node.test, start)
            back = self.block(node.body, start)
            for other in self.continues.pop():
                back = _merge(back, other)
            breaks = self.breaks.pop()
            merged = _merge(_copied(entry), back) or {}
            if merged == entry:
                break
            entry = merged
        after = self.block(node.orelse, None if endless else _copied(entry))
        for other in breaks:
            after = _merge(after, other)
        return after

    def break_(self, node: t.Break, env: Environment) -> Environment | None:
        if self.breaks:
            self.breaks[-1].append(env)
        return None

    def continue_(self, node: t.Continue, env: Environment) -> Environment | None:
        if self.continues:
            self.continues[-1].append(env)
        return None

    def with_(self, node: t.With, env: Environment) -> Environment | None:
        for item in node.items:
            self.expr(item.context, env)
            if item.target is not None:
                self.target(item.target, env, "with", item.context)
        return self.block(node.body, env)

    def try_(self, node: t.Try, env: Environment) -> Environment | None:
        self.raising.append([_copied(env)])
        body_end = self.block(node.body, env)
        points = self.raising.pop()
        if body_end is not None:
            points.append(_copied(body_end))
        failing: Environment | None = None
        for point in points:
            failing = _merge(failing, point)
        end = self.block(node.orelse, body_end) if node.orelse else body_end
        for handler in node.handlers:
            start = _copied(failing or {})
            if handler.type is not None:
                self.expr(handler.type, start)
            if handler.name is not None:
                self.bind(start, handler.name, handler, "except", handler.type)
            end = _merge(end, self.block(handler.body, start))
        if node.finalbody:
            through = self.block(node.finalbody, _merge(_copied(end) if end is not None else None, failing))
            return through if end is not None else None
        return end

    def match(self, node: t.Match, env: Environment) -> Environment | None:
        self.expr(node.subject, env)
        after: Environment | None = None
        exhaustive = False
        for case in node.cases:
            start = _copied(env)
            for value in case.values:
                self.expr(value, start)
            for name in case.captures:
                self.bind(start, name.id, name, "match", node.subject)
            if case.guard is not None:
                self.expr(case.guard, start)
            exhaustive = exhaustive or case.is_wildcard
            after = _merge(after, self.block(case.body, start))
        return after if exhaustive else _merge(after, env)

    def function(self, node: t.FunctionDef, env: Environment) -> Environment | None:
        for decorator in node.decorators:
            self.expr(decorator, env)
        for param in node.params:
            if param.annotation is not None:
                self.expr(param.annotation, env)
            if param.default is not None:
                self.expr(param.default, env)
        if node.returns is not None:
            self.expr(node.returns, env)
        self.deferred[node] = None
        self.bind(env, node.name, node, "function", None)
        return env

    def class_(self, node: t.ClassDef, env: Environment) -> Environment | None:
        for child in (*node.decorators, *node.bases, *node.keywords):
            self.expr(child, env)
        self.scopes.append(node)
        self.block(node.body, _copied(env))
        self.scopes.pop()
        self.bind(env, node.name, node, "class", None)
        return env


def function_of(scope: t.Node | None) -> t.Node | None:
    """The function or tree that a lambda, class or comprehension scope belongs to."""
    while scope is not None and not isinstance(scope, (t.FunctionDef, t.Tree)):
        scope = scope.parent
    return scope


_COPIED_IN_A_STEP = 64


def _copied(env: Environment) -> Environment:
    spend(1 + len(env) // _COPIED_IN_A_STEP)
    return dict(env)


def _merge(a: Environment | None, b: Environment | None) -> Environment | None:
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
            a[name] = (*ours, *(d for d in theirs if d not in ours))
    return a


_STATEMENTS: dict[type[t.Node], Callable[..., Environment | None]] = {
    t.ExprStmt: _Walk.simple,
    t.Assign: _Walk.assign,
    t.AnnAssign: _Walk.ann_assign,
    t.AugAssign: _Walk.aug_assign,
    t.Return: _Walk.leave,
    t.Raise: _Walk.leave,
    t.Delete: _Walk.delete,
    t.Assert: _Walk.simple,
    t.Pass: _Walk.simple,
    t.Break: _Walk.break_,
    t.Continue: _Walk.continue_,
    t.Global: _Walk.global_,
    t.Import: _Walk.import_,
    t.ImportFrom: _Walk.import_,
    t.If: _Walk.if_,
    t.For: _Walk.loop,
    t.While: _Walk.loop,
    t.With: _Walk.with_,
    t.Try: _Walk.try_,
    t.Match: _Walk.match,
    t.FunctionDef: _Walk.function,
    t.ClassDef: _Walk.class_,
    t.TypeAlias_: _Walk.simple,
}
