"""The pass that finds where values come from.

It goes over a unit's statements in execution order, with branches merged, loops repeated until nothing new arrives, and
exceptional exits taken from any point of a `try` body. A nested function sees every binding that its enclosing function ever
makes of a name, since it runs later.
"""

# Methods are named after what they go through.
# ruff: noqa: D102

from __future__ import annotations

from collections.abc import Callable, Iterator

from offpath.catalogue.words.exceptions import SUPPRESSING
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.flow import Flow
from offpath.facts.flow.flow_expressions import Environment, ExpressionWalk
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_MOST_PASSES = 3
"""So often a loop is gone through anew because bindings have come back to its top."""


def flow_of(tree: t.Tree) -> Flow:
    """The flow of a unit, with those of all functions in it."""
    outermost = FlowWalk(Flow(tree))
    open_walks = [(outermost, outermost.run())]
    while open_walks:
        walk, left = open_walks[-1]
        definition = next(left, None)
        if definition is not None:
            inner = FlowWalk(Flow(definition, walk.flow))
            open_walks.append((inner, inner.run()))
            continue
        open_walks.pop()
        if open_walks:
            open_walks[-1][0].take_in(walk.flow)
    return outermost.flow


class FlowWalk(ExpressionWalk):
    """The pass itself. An environment of None stands for "not reachable"."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self.deferred: dict[t.FunctionDef, None] = {}
        self.breaks: list[list[Environment]] = []
        self.continues: list[list[Environment]] = []
        self.raising: list[Environment] = []
        """For each `try` around, what is bound wherever it can be left."""
        self.entries: dict[t.For | t.While, Environment] = {}
        """What is bound at the top of each loop, as far as it is known."""

    def run(self) -> Iterator[t.FunctionDef]:
        """Walks through the scope; what is defined in it is to be walked through afterwards."""
        env = self.nothing_bound()
        scope = self.flow.scope
        if isinstance(scope, t.FunctionDef):
            for param in scope.params:
                self.bind(env, param.name, param, "parameter", None)
        end = self.block(scope.body, env)
        self.flow.falls_through = end is not None
        return iter(self.deferred)

    def take_in(self, inner: Flow) -> None:
        """Answers the reads of a nested function that nothing in it binds, or hands them on."""
        assert isinstance(inner.scope, t.FunctionDef)
        self.flow.nested[inner.scope] = inner
        for name in list(inner.free):
            reads = inner.free[name]
            if name not in self.flow.by_name or name in self.flow.declared_global:
                self.flow.free.setdefault(name, []).extend(reads)
                continue
            del inner.free[name]
            reaching = tuple(d for d in self.flow.named(name) if not isinstance(d.scope, t.ClassDef))
            for read in reads:
                self.note(read, reaching)

    # -- statements

    def block(self, body: list[t.Stmt], env: Environment | None) -> Environment | None:
        for number, statement in enumerate(body):
            if env is None:
                self.flow.unreachable.add(statement)
                self.unreached(body[number:])
                return None
            spend()
            self.may_raise(env)
            env = self.statement(statement, env)
        return env

    def statement(self, statement: t.Stmt, env: Environment) -> Environment | None:
        """Goes through one statement that is reached."""
        return _STATEMENTS[statement.__class__](self, statement, env)

    def unreached(self, body: list[t.Stmt]) -> None:
        """Code that never runs: no binding reaches its reads, but the functions in it have flows of their own."""
        stack: list[t.Node] = [*reversed(body)]
        while stack:
            node = stack.pop()
            if isinstance(node, t.FunctionDef):
                self.deferred[node] = None
            elif isinstance(node, (t.Stmt, t.ExceptHandler, t.MatchCase)):
                stack.extend(reversed(node.children()))

    def may_raise(self, env: Environment) -> None:
        if self.raising:
            self.merge(self.raising[-1], env)

    def simple(self, node: t.Stmt, env: Environment) -> Environment | None:
        for child in node.children():
            self.expr(child, env)
        return env

    def leave(self, node: t.Stmt, env: Environment) -> Environment | None:
        """Return and raise."""
        self.simple(node, env)
        if isinstance(node, t.Raise):
            self.note_caught(node, env)
        self.may_raise(env)
        return None

    def note_caught(self, node: t.Raise, env: Environment) -> None:
        """Puts down which caught exceptions names may hold where something is raised."""
        bound = {name: env[name] for name in self.caught if name in env}
        caught = {n: found for n, found in bound.items() if any(d.kind == "except" for d in found)}
        self.flow.caught_at[node] = self.merge(self.flow.caught_at.get(node), caught) or {}

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
        branches: list[tuple[t.If, Environment]] = []
        while True:
            held, env = self.test(node.test, env)
            branches.append((node, held))
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], t.If):
                break
            self.may_raise(env)
            node = node.orelse[0]
        after = self.block(node.orelse, env)
        for branch, start in reversed(branches):
            after = self.merge(self.block(branch.body, start), after)
        return after

    def loop(self, node: t.For | t.While, env: Environment) -> Environment | None:
        endless = isinstance(node, t.While) and isinstance(node.test, t.Constant) and bool(node.test.value)
        if isinstance(node, t.For):
            self.expr(node.iter, env)
        entry = self.copied(env)
        if node in self.entries:
            self.merge(entry, self.entries[node])
        for _ in range(_MOST_PASSES):
            self.breaks.append([])
            self.continues.append([])
            start = self.copied(entry)
            through = entry
            if isinstance(node, t.For):
                self.target(node.target, start, "loop", node.iter)
            else:
                start, through = self.test(node.test, start)
            back = self.block(node.body, start)
            for other in self.continues.pop():
                back = self.merge(back, other)
            breaks = self.breaks.pop()
            merged = self.copied(entry)
            self.merge(merged, back)
            if merged == entry:
                break
            entry = merged
        else:
            through = entry
        self.entries[node] = entry
        after = self.block(node.orelse, None if endless else self.copied(through))
        for other in breaks:
            after = self.merge(after, other)
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
        if not any(_swallows(item.context) for item in node.items):
            return self.block(node.body, env)
        self.raising.append(self.copied(env))
        end = self.block(node.body, env)
        failing = self.raising.pop()
        self.may_raise(failing)
        return self.merge(end, failing)

    def try_(self, node: t.Try, env: Environment) -> Environment | None:
        self.raising.append(self.copied(env))
        body_end = self.block(node.body, env)
        failing = self.raising.pop()
        if body_end is not None:
            self.merge(failing, body_end)
        end = self.block(node.orelse, body_end) if node.orelse else body_end
        for handler in node.handlers:
            start = self.copied(failing)
            if handler.type is not None:
                self.expr(handler.type, start)
            if handler.name is not None:
                self.bind(start, handler.name, handler, "except", handler.type)
                self.caught.add(handler.name)
            end = self.merge(end, self.block(handler.body, start))
        if node.finalbody:
            through = self.block(node.finalbody, self.merge(self.copied(end) if end is not None else None, failing))
            return self.behind(node, end, through) if end is not None else None
        return end

    def behind(self, node: t.Try, end: Environment, through: Environment | None) -> Environment | None:
        """What is bound behind a `finally`: `end` was, where nothing had failed, and `through` is, where anything may have."""
        return through

    def match(self, node: t.Match, env: Environment) -> Environment | None:
        self.expr(node.subject, env)
        after: Environment | None = None
        exhaustive = False
        for case in node.cases:
            start = self.enter(node, case, env)
            for value in case.values:
                self.expr(value, start)
            for name in case.captures:
                self.bind(start, name.id, name, "match", node.subject)
            if case.guard is not None:
                start, missed = self.test(case.guard, start)
                self.merge(env, missed)  # a guard that says no leaves bound what the pattern has bound
            exhaustive = exhaustive or case.is_wildcard
            after = self.merge(after, self.block(case.body, start))
        return after if exhaustive else self.merge(after, env)

    def enter(self, node: t.Match, case: t.MatchCase, env: Environment) -> Environment:
        """What is bound where a case is tried; what is left in `env` holds where it is passed by."""
        return self.copied(env)

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
        self.block(node.body, self.copied(env))
        self.scopes.pop()
        self.bind(env, node.name, node, "class", None)
        return env


def _swallows(context: t.Expr) -> bool:
    """Whether what a `with` enters may keep an exception from going on."""
    return isinstance(context, t.Call) and last_name(context.func) in SUPPRESSING


_STATEMENTS: dict[type[t.Node], Callable[..., Environment | None]] = {
    t.ExprStmt: FlowWalk.simple,
    t.Assign: FlowWalk.assign,
    t.AnnAssign: FlowWalk.ann_assign,
    t.AugAssign: FlowWalk.aug_assign,
    t.Return: FlowWalk.leave,
    t.Raise: FlowWalk.leave,
    t.Delete: FlowWalk.delete,
    t.Assert: FlowWalk.simple,
    t.Pass: FlowWalk.simple,
    t.Break: FlowWalk.break_,
    t.Continue: FlowWalk.continue_,
    t.Global: FlowWalk.global_,
    t.Import: FlowWalk.import_,
    t.ImportFrom: FlowWalk.import_,
    t.If: FlowWalk.if_,
    t.For: FlowWalk.loop,
    t.While: FlowWalk.loop,
    t.With: FlowWalk.with_,
    t.Try: FlowWalk.try_,
    t.Match: FlowWalk.match,
    t.FunctionDef: FlowWalk.function,
    t.ClassDef: FlowWalk.class_,
    t.TypeAlias_: FlowWalk.simple,
}
