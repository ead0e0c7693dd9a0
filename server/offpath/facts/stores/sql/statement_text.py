"""A parsed statement beside its text: names, spans and values of the parser's nodes, in offsets of the original text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlglot import exp

from offpath.facts.stores.sql.ast import Expression, Hole, HoleUse, Literal, Operand, Placeholder
from offpath.facts.stores.sql.layout import Layout
from offpath.facts.stores.sql.lexer import BOUND, HOLE
from offpath.text.span import Span

_WRAPPERS = (exp.Paren, exp.Cast, exp.Collate)
_STOP_WORDS = frozenset(
    [
        "AND",
        "OR",
        "XOR",
        "WHERE",
        "ON",
        "HAVING",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "JOIN",
        "LEFT",
        "RIGHT",
        "INNER",
        "FULL",
        "CROSS",
        "NATURAL",
        "ASC",
        "DESC",
    ]
)


def argument(node: exp.Expr, name: str) -> exp.Expr | None:
    """A child by name; the parser's versions differ in how they spell those that are Python keywords."""
    value = node.args.get(name) or node.args.get(f"{name}_")
    return value if isinstance(value, exp.Expr) else None


def arguments(node: exp.Expr, name: str) -> list[exp.Expr]:
    """A list of children by name."""
    value = node.args.get(name) or []
    return [each for each in value if isinstance(each, exp.Expr)] if isinstance(value, list) else []


def unwrapped(node: exp.Expr) -> exp.Expr:
    """The node below parentheses, casts and collations."""
    while isinstance(node, _WRAPPERS) and isinstance(node.this, exp.Expr):
        node = node.this
    return node


def is_query(node: exp.Expr) -> bool:
    """Whether the node is a SELECT, a set operation, or one of those in parentheses."""
    return isinstance(node, (exp.Select, exp.SetOperation, exp.Subquery))


def own_nodes(node: exp.Expr) -> list[exp.Expr]:
    """The node and all below it, but for what is inside nested queries."""
    return [each for each in node.walk(prune=is_query) if isinstance(each, exp.Expr) and not is_query(each)]


Extent: TypeAlias = "tuple[int, int] | None"


def _around(parts: list[Extent]) -> Extent:
    known = [each for each in parts if each is not None]
    return (min(start for start, _ in known), max(end for _, end in known)) if known else None


@dataclass(slots=True)
class StatementText:
    """The text around the nodes of one statement that starts at `base`."""

    base: int
    layout: Layout
    placeholders: tuple[Placeholder, ...]
    holes: tuple[HoleUse, ...]
    borders: frozenset[int] = field(init=False)
    _extents: dict[int, tuple[exp.Expr, Extent]] = field(init=False, default_factory=dict)
    """What is known of the parser's nodes, by identity; each is kept with its node, so that no other takes its place."""
    _placeholders: dict[int, Placeholder] = field(init=False)
    _token_starts: list[int] = field(init=False)
    _token_ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._placeholders = {each.span.start: each for each in reversed(self.placeholders)}
        self._token_starts = [token.start for token in self.layout.tokens]
        self._token_ends = [token.end for token in self.layout.tokens]
        clauses = {clause.keyword for block in self.layout.blocks for clause in block.clauses}
        fragments = {hole.span.start for hole in self.holes if hole.role == "fragment"}
        unknown = {i for i, token in enumerate(self.layout.tokens) if token.start in fragments}
        self.borders = frozenset(clauses | unknown)

    def span(self, node: exp.Expr) -> Span | None:
        """The range of text from the node's first to its last name or constant."""
        extent = self._extent(node)
        return None if extent is None else Span(extent[0] + self.base, extent[1] + 1 + self.base)

    def _extent(self, node: exp.Expr) -> Extent:
        """The offsets of a node's first and last name or constant, found out once for each node below it."""
        if id(node) not in self._extents:
            below = [
                each for each in node.walk(prune=lambda each: id(each) in self._extents) if isinstance(each, exp.Expr)
            ]
            for each in reversed(below):
                if id(each) not in self._extents:
                    parts = [
                        self._extents[id(child)][1] for child in each.iter_expressions() if id(child) in self._extents
                    ]
                    if "start" in each.meta:
                        parts.append((int(each.meta["start"]), int(each.meta["end"])))
                    self._extents[id(each)] = each, _around(parts)
        return self._extents[id(node)][1]

    def start(self, node: exp.Expr) -> int | None:
        """Where the node's own first name or constant stands, nested queries left out."""
        starts = [int(each.meta["start"]) for each in own_nodes(node) if "start" in each.meta]
        return min(starts) + self.base if starts else None

    def condition_span(self, node: exp.Expr) -> Span | None:
        """The whole of a comparison: its words up to the next AND, OR, clause or enclosing parenthesis."""
        wrapped = 1 if isinstance(node, exp.Exists) else 0
        inner = self.span(node)
        if inner is None:
            return None
        tokens, depths = self.layout.tokens, self.layout.depths
        first = bisect_right(self._token_ends, inner.start)
        last = bisect_left(self._token_starts, inner.end) - 1
        if first > last:
            return inner
        depth = max(min(depths[first : last + 1]) - wrapped, 0)
        while first > 0 and (depths[first] > depth or self._continues(first - 1, depth)):
            first -= 1
        while last + 1 < len(tokens) and (depths[last] > depth or self._continues(last + 1, depth)):
            last += 1
        return Span(tokens[first].start, tokens[last].end)

    def _continues(self, index: int, depth: int) -> bool:
        token = self.layout.tokens[index]
        if self.layout.depths[index] != depth or index in self.borders:
            return self.layout.depths[index] > depth
        return token.kind not in (",", ";") and token.upper not in _STOP_WORDS

    def placeholder(self, node: exp.Expr) -> Placeholder | None:
        """The placeholder that the node stands for."""
        name = node.this.this if isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier) else node.this
        if not isinstance(name, str) or not name or name.strip(BOUND):
            return None
        span = self.span(node)
        return self._placeholders.get(span.start) if span else None

    def hole(self, node: exp.Expr) -> Hole | None:
        """The run-time value that the node stands for, wholly or within quotation marks."""
        if not (isinstance(node, (exp.Column, exp.Identifier, exp.Literal)) and HOLE in node.name):
            return None
        span = self.span(node)
        if span is None:
            return None
        is_quoted = isinstance(node, exp.Literal) or (
            isinstance(node.this, exp.Identifier) and bool(node.this.args.get("quoted"))
        )
        return Hole(span, is_quoted)

    def literal(self, node: exp.Expr) -> Literal | Expression | None:
        """The constant that the node is; a constant with a placeholder inside its quotes is an expression."""
        span = self.span(node)
        if isinstance(node, exp.Null):
            return Literal(None, span)
        if isinstance(node, exp.Boolean):
            return Literal(bool(node.this), span)
        if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string:
            inner = self.literal(node.this)
            if isinstance(inner, Literal) and isinstance(inner.value, (int, float)):
                return Literal(-inner.value, inner.span)
        if not isinstance(node, exp.Literal):
            return None
        if span is not None and BOUND in node.name:
            inside = tuple(each for each in self.placeholders if span.contains(each.span))
            return Expression(span, placeholders=inside)
        return Literal(node.name if node.is_string else _number(node.name), span)

    def constant(self, node: exp.Expr) -> Operand | None:
        """The operand that needs no knowledge of tables: placeholder, hole or literal."""
        return self.placeholder(node) or self.hole(node) or self.literal(node)


def _number(text: str) -> int | float | str:
    if re.fullmatch(r"\d+", text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text


def fixed_name(node: object) -> str | None:
    """An identifier's name in lower case; `None` when it is absent or known only at run time."""
    name = node.name if isinstance(node, exp.Expr) else node
    if not isinstance(name, str) or not name or HOLE in name or BOUND in name:
        return None
    return name.lower()
