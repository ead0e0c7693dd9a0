"""Ways past the question for a role: decorators of which some way calls the view without having looked at the role at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.log_calls import is_log_call
from offpath.facts.functions.local_guards import is_role_name
from offpath.syntax import tree as t

LETS_BY = "lets by without a role"
"""The word for it among a function's traits."""

_LEAVING = frozenset({"abort", "exit", "fail", "forbidden", "unauthorized"})
_OPERATORS = frozenset({"config", "settings", "conf", "environ", "getenv", "debug", "testing", "disabled"})
"""Words of what somebody decides who runs the program."""


def role_traits(node: t.FunctionDef) -> Iterator[str]:
    """Whether a decorator, or what makes one, calls the view on some way on which nothing was asked about the role."""
    for wrapper, views in _wrappers(node):
        own = {param.name for param in node.params} - views
        found = list(_Walk(own, views).calls(wrapper.body))
        if found and not all(found) and (own or any(found)):
            yield LETS_BY
            return


def _wrappers(node: t.FunctionDef) -> Iterator[tuple[t.FunctionDef, set[str]]]:
    """The functions inside that call what a function around them was handed, with the names of that."""
    pending = [
        (inner, {param.name for param in node.params}) for inner in node.body if isinstance(inner, t.FunctionDef)
    ]
    while pending:
        inner, handed = pending.pop()
        called = {
            each.func.id
            for each in inner.walk()
            if isinstance(each, t.Call) and isinstance(each.func, t.Name) and each.func.id in handed
        }
        deeper = [each for each in inner.body if isinstance(each, t.FunctionDef)]
        if called and not deeper:
            yield inner, called
        pending += [(each, handed | {param.name for param in inner.params}) for each in deeper]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through a wrapper's statements with what has been asked so far."""

    roles: set[str]
    """The parameters that say which role is demanded; empty: names that speak of one tell."""
    views: set[str]

    def calls(self, body: list[t.Stmt]) -> Iterator[bool]:
        """For each call of the view whether every way to it has asked."""
        yield from self._block(body, False, set())[1]

    def _block(self, body: list[t.Stmt], asked: bool, named: set[str]) -> tuple[bool | None, list[bool]]:
        """What has been asked where the block ends (None: no way gets there), and the calls in it."""
        found: list[bool] = []
        for statement in body:
            after, inner = self._statement(statement, asked, named)
            found += inner
            if after is None:
                return None, found
            asked = after
        return asked, found

    def _statement(self, statement: t.Stmt, asked: bool, named: set[str]) -> tuple[bool | None, list[bool]]:
        if isinstance(statement, t.If):
            return self._branches(statement, asked, named)
        if isinstance(statement, t.Try):
            return self._tried(statement, asked, named)
        if isinstance(statement, t.For) and self._mentions(statement.iter, named):
            each = {inner.id for inner in statement.target.walk() if isinstance(inner, t.Name)}
            return self._block(statement.body, asked, named | each)
        if isinstance(statement, (t.With, t.For, t.While)):
            after, found = self._block(statement.body, asked, named)
            return (after if isinstance(statement, t.With) else asked), found
        found = [asked or self._mentions(each, named) for each in self._view_calls(statement)]
        if isinstance(statement, (t.Return, t.Raise)) or self._leaves(statement):
            return None, found
        if isinstance(statement, t.Assign) and self._mentions(statement.value, named):
            names = {each.id for target in statement.targets for each in target.walk() if isinstance(each, t.Name)}
            plain = all(isinstance(target, t.Name) for target in statement.targets)
            named |= names if plain else set()
            return asked or (
                plain and not isinstance(statement.value, t.Name) and self._may_raise(statement.value)
            ), found
        if isinstance(statement, t.ExprStmt) and isinstance(_stripped(statement.value), t.Call):
            call = _stripped(statement.value)
            assert isinstance(call, t.Call)
            return asked or (not is_log_call(call) and self._mentions(call, named)), found
        return asked, found

    def _branches(self, branch: t.If, asked: bool, named: set[str]) -> tuple[bool | None, list[bool]]:
        held, failed = self._says(branch.test, True, named), self._says(branch.test, False, named)
        in_body, first = self._block(branch.body, asked or held, named)
        in_other, second = self._block(branch.orelse, asked or failed, named)
        tested = [asked for _ in self._view_calls(branch.test)]
        ends = [each for each in (in_body, in_other) if each is not None]
        goes_on_anyway = len(ends) == 2 and not branch.orelse and not asked
        return (not goes_on_anyway and all(ends)) if ends else None, [*tested, *first, *second]

    def _tried(self, statement: t.Try, asked: bool, named: set[str]) -> tuple[bool | None, list[bool]]:
        after, found = self._block([*statement.body, *statement.orelse], asked, named)
        ends = [] if after is None else [after]
        for handler in statement.handlers:
            end, inner = self._block(handler.body, asked, named)
            found += inner
            ends += [] if end is None else [end]
        end, inner = self._block(statement.finalbody, all(ends), named)
        return (end if ends else None), [*found, *inner]

    def _says(self, test: t.Expr, holds: bool, named: set[str]) -> bool:
        """Whether a test that held, or failed, has asked about the role, or about what the program's operator decides."""
        if isinstance(test, t.UnaryOp) and test.op == "not":
            return self._says(test.operand, not holds, named)
        if isinstance(test, t.BoolOp):
            said = (self._says(each, holds, named) for each in test.values)
            return any(said) if (test.op == "and") is holds else all(said)
        return self._mentions(test, named) or _is_operators(test)

    def _mentions(self, node: t.Node, named: set[str]) -> bool:
        return any(
            (isinstance(each, t.Name) and (each.id in self.roles or each.id in named or is_role_name(each.id)))
            or (isinstance(each, t.Attribute) and is_role_name(each.attr))
            or (isinstance(each, t.Constant) and isinstance(each.value, str) and is_role_name(each.value))
            for each in node.walk()
        )

    def _may_raise(self, value: t.Expr) -> bool:
        """Whether a value is what a call answers that was handed the role: it may refuse by itself."""
        return isinstance(_stripped(value), t.Call)

    def _view_calls(self, node: t.Node) -> Iterator[t.Call]:
        return (
            each
            for each in node.walk()
            if isinstance(each, t.Call) and isinstance(each.func, t.Name) and each.func.id in self.views
        )

    def _leaves(self, statement: t.Stmt) -> bool:
        call = _stripped(statement.value) if isinstance(statement, t.ExprStmt) else None
        return isinstance(call, t.Call) and last_name(call.func) in _LEAVING


def _stripped(node: t.Expr | None) -> t.Expr | None:
    return node.value if isinstance(node, t.Await) else node


def _is_operators(test: t.Expr) -> bool:
    """Whether a test asks what the operator has set, or a request that only asks what it may do: `OPTIONS`."""
    for each in test.walk():
        name = each.id if isinstance(each, t.Name) else each.attr if isinstance(each, t.Attribute) else ""
        if (name.isupper() and len(name) > 1) or name == "method" or not _OPERATORS.isdisjoint(words(name)):
            return True
    return False
