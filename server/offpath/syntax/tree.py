"""The tree that facts read: Python's own abstract syntax, by the names of the `ast` module, with exact offsets.

Every node carries `start` and `end` (characters from the start of its unit's text, half-open) and, once the
unit is indexed, its `parent`. Unlike `ast`, parentheses around an expression are not part of its span, one
`FunctionDef`, `For` and `With` serves sync and async, and a string knows the literal pieces it was written as,
so that a fix can splice into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from offpath.syntax.budget import spend

_AT_ONCE = 64
"""So many nodes a walk takes at a time: whoever finds what it looks for at the beginning does not pay for the rest."""


class Node:
    """Any node. `child_fields` names the attributes that hold nodes or lists of nodes, in source order."""

    __slots__ = ("at", "below", "beyond", "end", "order", "parent", "start")
    child_fields: ClassVar[tuple[str, ...]] = ()
    start: int
    end: int
    parent: Node | None
    below: tuple[Node, ...]
    """The direct children in source order."""
    order: list[Node]
    """All nodes of the tree, each before those below it, in source order."""
    at: int
    """Where the node stands in `order`."""
    beyond: int
    """Where in `order` stands what comes behind it and all below it."""

    def children(self) -> tuple[Node, ...]:
        """The direct children in source order; counted as work."""
        below = self.below
        spend(1 + (len(below) >> 3))
        return below

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in source order."""
        if self.beyond - self.at <= _AT_ONCE:
            return iter(_stretch(self.order, self.at, self.beyond))
        return _stretches(self.order, self.at, self.beyond)

    def ancestors(self) -> Iterator[Node]:
        """The nodes around it, the innermost first."""
        node = self.parent
        while node is not None:
            spend()
            yield node
            node = node.parent

    def __repr__(self) -> str:
        own = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name not in ("pieces",))
        return f"{type(self).__name__}({own})"


class Expr(Node):
    """Any expression."""

    __slots__ = ()


class Stmt(Node):
    """Any statement."""

    __slots__ = ()


@dataclass(slots=True, eq=False, repr=False)
class Name(Expr):
    """A bare name, read or bound."""

    id: str


@dataclass(slots=True, eq=False, repr=False)
class Attribute(Expr):
    """`value.attr`; `attr_start` is where the attribute's own name begins."""

    value: Expr
    attr: str
    attr_start: int
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Subscript(Expr):
    """`value[index]`; several indices are a `Tuple`."""

    value: Expr
    index: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("value", "index")


@dataclass(slots=True, eq=False, repr=False)
class Slice(Expr):
    """`lower:upper:step` inside a subscript."""

    lower: Expr | None
    upper: Expr | None
    step: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("lower", "upper", "step")


@dataclass(slots=True, eq=False, repr=False)
class Keyword(Node):
    """`arg=value` in a call or class header; `arg` is None for `**value`."""

    arg: str | None
    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Call(Expr):
    """`func(*args, **keywords)`; `args_start` is the offset of the opening parenthesis."""

    func: Expr
    args: list[Expr]
    keywords: list[Keyword]
    args_start: int
    child_fields: ClassVar[tuple[str, ...]] = ("func", "args", "keywords")

    def keyword(self, name: str) -> Expr | None:
        """The value of the keyword argument `name`, or None."""
        for keyword in self.keywords:
            if keyword.arg == name:
                return keyword.value
        return None


@dataclass(frozen=True, slots=True)
class StringPiece:
    """One literal token of a string: `start`/`end` enclose its content (between the quotes)."""

    start: int
    end: int
    raw: bool
    """Whether backslashes stand for themselves."""


@dataclass(slots=True, eq=False, repr=False)
class Constant(Expr):
    """A literal; a string's `pieces` are the tokens it was written as (adjacent literals are one constant)."""

    value: Any
    pieces: tuple[StringPiece, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class FormattedValue(Expr):
    """`{value!conversion:spec}` in an f-string."""

    value: Expr
    conversion: str
    spec: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("value", "spec")


@dataclass(slots=True, eq=False, repr=False)
class JoinedStr(Expr):
    """An f-string (or adjacent literals of which one is): `Constant` and `FormattedValue` parts in order."""

    values: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("values",)


@dataclass(slots=True, eq=False, repr=False)
class BinOp(Expr):
    """`left op right`; `op` is the operator's text."""

    left: Expr
    op: str
    right: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("left", "right")


@dataclass(slots=True, eq=False, repr=False)
class UnaryOp(Expr):
    """`op operand`; `op` is `not`, `-`, `+` or `~`."""

    op: str
    operand: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("operand",)


@dataclass(slots=True, eq=False, repr=False)
class BoolOp(Expr):
    """`a and b and c`, flattened; `op` is `and` or `or`."""

    op: str
    values: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("values",)


@dataclass(slots=True, eq=False, repr=False)
class Compare(Expr):
    """`left op comparator op comparator …`; `ops` are operator texts such as `is not`."""

    left: Expr
    ops: list[str]
    comparators: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("left", "comparators")


@dataclass(slots=True, eq=False, repr=False)
class IfExp(Expr):
    """`body if test else orelse`."""

    body: Expr
    test: Expr
    orelse: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("body", "test", "orelse")


@dataclass(slots=True, eq=False, repr=False)
class NamedExpr(Expr):
    """`target := value`."""

    target: Name
    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("target", "value")


@dataclass(slots=True, eq=False, repr=False)
class Starred(Expr):
    """`*value` in a call, display, subscript or target."""

    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Tuple(Expr):
    """A tuple, with or without parentheses (which are outside the span of none of its items)."""

    elts: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("elts",)


@dataclass(slots=True, eq=False, repr=False)
class List(Expr):
    """A list display or list target."""

    elts: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("elts",)


@dataclass(slots=True, eq=False, repr=False)
class Set(Expr):
    """A set display."""

    elts: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("elts",)


@dataclass(slots=True, eq=False, repr=False)
class DictItem(Node):
    """`key: value`; `key` is None for `**value`."""

    key: Expr | None
    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("key", "value")


@dataclass(slots=True, eq=False, repr=False)
class Dict(Expr):
    """A dict display."""

    items: list[DictItem]
    child_fields: ClassVar[tuple[str, ...]] = ("items",)

    def get(self, key: str) -> Expr | None:
        """The value written for the constant string `key`, or None."""
        for item in self.items:
            if isinstance(item.key, Constant) and item.key.value == key:
                return item.value
        return None


@dataclass(slots=True, eq=False, repr=False)
class Comprehension(Node):
    """`for target in iter if …`."""

    target: Expr
    iter: Expr
    ifs: list[Expr]
    is_async: bool
    child_fields: ClassVar[tuple[str, ...]] = ("target", "iter", "ifs")


@dataclass(slots=True, eq=False, repr=False)
class Comp(Expr):
    """A list, set, dict or generator comprehension; `kind` says which; a dict's `elt` is a `DictItem`."""

    kind: str
    """`list`, `set`, `dict` or `generator`."""
    elt: Node
    generators: list[Comprehension]
    child_fields: ClassVar[tuple[str, ...]] = ("elt", "generators")


@dataclass(slots=True, eq=False, repr=False)
class Await(Expr):
    """`await value`."""

    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Yield(Expr):
    """`yield value` or, with `is_from`, `yield from value`."""

    value: Expr | None
    is_from: bool
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Param(Node):
    """One parameter. `kind` is `positional`, `positional-only`, `keyword-only`, `var-positional` or `var-keyword`."""

    name: str
    kind: str
    annotation: Expr | None
    default: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("annotation", "default")


@dataclass(slots=True, eq=False, repr=False)
class Lambda(Expr):
    """`lambda params: body`."""

    params: list[Param]
    body: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("params", "body")


@dataclass(slots=True, eq=False, repr=False)
class Unknown(Expr):
    """Something the parser could not read; `text` has it as written."""

    text: str


@dataclass(slots=True, eq=False, repr=False)
class ExprStmt(Stmt):
    """An expression as a statement."""

    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Assign(Stmt):
    """`target = target = value`."""

    targets: list[Expr]
    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("targets", "value")


@dataclass(slots=True, eq=False, repr=False)
class AnnAssign(Stmt):
    """`target: annotation = value`; `value` may be absent."""

    target: Expr
    annotation: Expr
    value: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("target", "annotation", "value")


@dataclass(slots=True, eq=False, repr=False)
class AugAssign(Stmt):
    """`target op= value`; `op` without the `=`."""

    target: Expr
    op: str
    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("target", "value")


@dataclass(slots=True, eq=False, repr=False)
class Return(Stmt):
    """`return value`."""

    value: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Raise(Stmt):
    """`raise exc from cause`."""

    exc: Expr | None
    cause: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("exc", "cause")


@dataclass(slots=True, eq=False, repr=False)
class Delete(Stmt):
    """`del targets`."""

    targets: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("targets",)


@dataclass(slots=True, eq=False, repr=False)
class Assert(Stmt):
    """`assert test, message`."""

    test: Expr
    message: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("test", "message")


@dataclass(slots=True, eq=False, repr=False)
class Pass(Stmt):
    """`pass`; one of no length where a block has no statement yet."""


@dataclass(slots=True, eq=False, repr=False)
class Break(Stmt):
    """`break`."""


@dataclass(slots=True, eq=False, repr=False)
class Continue(Stmt):
    """`continue`."""


@dataclass(slots=True, eq=False, repr=False)
class Global(Stmt):
    """`global names` or, with `nonlocal_`, `nonlocal names`."""

    names: list[str]
    nonlocal_: bool


@dataclass(slots=True, eq=False, repr=False)
class Alias(Node):
    """`name as asname` in an import."""

    name: str
    asname: str | None


@dataclass(slots=True, eq=False, repr=False)
class Import(Stmt):
    """`import names`."""

    names: list[Alias]
    child_fields: ClassVar[tuple[str, ...]] = ("names",)


@dataclass(slots=True, eq=False, repr=False)
class ImportFrom(Stmt):
    """`from ..module import names`; `level` counts the dots; a star is an alias named `*`."""

    module: str
    names: list[Alias]
    level: int
    child_fields: ClassVar[tuple[str, ...]] = ("names",)


@dataclass(slots=True, eq=False, repr=False)
class If(Stmt):
    """`if test: body else: orelse`; an `elif` is an `If` alone in `orelse`."""

    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    child_fields: ClassVar[tuple[str, ...]] = ("test", "body", "orelse")


@dataclass(slots=True, eq=False, repr=False)
class For(Stmt):
    """`for target in iter: body else: orelse`."""

    target: Expr
    iter: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    is_async: bool
    child_fields: ClassVar[tuple[str, ...]] = ("target", "iter", "body", "orelse")


@dataclass(slots=True, eq=False, repr=False)
class While(Stmt):
    """`while test: body else: orelse`."""

    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    child_fields: ClassVar[tuple[str, ...]] = ("test", "body", "orelse")


@dataclass(slots=True, eq=False, repr=False)
class WithItem(Node):
    """`context as target`."""

    context: Expr
    target: Expr | None
    child_fields: ClassVar[tuple[str, ...]] = ("context", "target")


@dataclass(slots=True, eq=False, repr=False)
class With(Stmt):
    """`with items: body`."""

    items: list[WithItem]
    body: list[Stmt]
    is_async: bool
    child_fields: ClassVar[tuple[str, ...]] = ("items", "body")


@dataclass(slots=True, eq=False, repr=False)
class ExceptHandler(Node):
    """`except type as name: body`; several types are a `Tuple`."""

    type: Expr | None
    name: str | None
    body: list[Stmt]
    child_fields: ClassVar[tuple[str, ...]] = ("type", "body")


@dataclass(slots=True, eq=False, repr=False)
class Try(Stmt):
    """`try: body except …: handlers else: orelse finally: finalbody`."""

    body: list[Stmt]
    handlers: list[ExceptHandler]
    orelse: list[Stmt]
    finalbody: list[Stmt]
    child_fields: ClassVar[tuple[str, ...]] = ("body", "handlers", "orelse", "finalbody")


@dataclass(slots=True, eq=False, repr=False)
class MatchCase(Node):
    """`case pattern if guard: body`; `captures` are the names the pattern binds, `values` the expressions in it."""

    captures: list[Name]
    values: list[Expr]
    guard: Expr | None
    body: list[Stmt]
    is_wildcard: bool
    """Whether the pattern always matches (`case _:` or `case name:`) and has no guard."""
    child_fields: ClassVar[tuple[str, ...]] = ("captures", "values", "guard", "body")


@dataclass(slots=True, eq=False, repr=False)
class Match(Stmt):
    """`match subject: cases`."""

    subject: Expr
    cases: list[MatchCase]
    child_fields: ClassVar[tuple[str, ...]] = ("subject", "cases")


@dataclass(slots=True, eq=False, repr=False)
class FunctionDef(Stmt):
    """`def name(params) -> returns: body`; `start` is at `def`/`async`, decorators are before it."""

    name: str
    name_start: int
    params: list[Param]
    returns: Expr | None
    body: list[Stmt]
    decorators: list[Expr]
    is_async: bool
    child_fields: ClassVar[tuple[str, ...]] = ("decorators", "params", "returns", "body")


@dataclass(slots=True, eq=False, repr=False)
class ClassDef(Stmt):
    """`class name(bases, keywords): body`; `start` is at `class`, decorators are before it."""

    name: str
    name_start: int
    bases: list[Expr]
    keywords: list[Keyword]
    body: list[Stmt]
    decorators: list[Expr]
    child_fields: ClassVar[tuple[str, ...]] = ("decorators", "bases", "keywords", "body")


@dataclass(slots=True, eq=False, repr=False)
class TypeAlias_(Stmt):  # noqa: N801 - `TypeAlias` is typing's
    """`type name = value`."""

    name: str
    value: Expr
    child_fields: ClassVar[tuple[str, ...]] = ("value",)


@dataclass(slots=True, eq=False, repr=False)
class Tree(Node):
    """One unit's statements; `has_error` tells that part of the text does not parse and is missing here."""

    body: list[Stmt]
    has_error: bool
    error_spans: list[tuple[int, int]] = field(default_factory=list)
    child_fields: ClassVar[tuple[str, ...]] = ("body",)


Function: TypeAlias = FunctionDef | Lambda
Scope: TypeAlias = FunctionDef | ClassDef | Lambda | Comp | Tree
Loop: TypeAlias = For | While


def walked(nodes: Sequence[Node], closed: tuple[type[Node], ...] = ()) -> Iterator[Node]:
    """These nodes and all below them in source order; into what is of exactly a ``closed`` kind it does not go."""
    kinds = frozenset(closed)
    for node in nodes:
        yield from _around(node, kinds) if kinds else node.walk()


def _around(node: Node, closed: frozenset[type[Node]]) -> Iterator[Node]:
    order, at, beyond = node.order, node.at, node.beyond
    while at < beyond:
        stretch = _stretch(order, at, min(at + _AT_ONCE, beyond))
        if closed.isdisjoint(map(type, stretch)):
            at += len(stretch)
        else:
            until = next(n for n, each in enumerate(stretch) if each.__class__ in closed)
            stretch = stretch[: until + 1]
            at = stretch[-1].beyond
        yield from stretch


def _stretches(order: list[Node], at: int, beyond: int) -> Iterator[Node]:
    while at < beyond:
        yield from _stretch(order, at, min(at + _AT_ONCE, beyond))
        at += _AT_ONCE


def _stretch(order: list[Node], at: int, beyond: int) -> list[Node]:
    spend(1 + ((beyond - at) >> 2))
    return order[at:beyond]


def dotted(node: Node | None) -> str | None:
    """`a.b.c` for a chain of attributes on a name, else None."""
    parts: list[str] = []
    while isinstance(node, Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, Name):
        return None
    parts.append(node.id)
    parts.reverse()
    return ".".join(parts)


def levels(node: Node) -> int:
    """How many nodes stand one inside the other, at most."""
    deepest, pending = 0, [(node, 1)]
    while pending:
        each, level = pending.pop()
        deepest = max(deepest, level)
        pending += [(child, level + 1) for child in each.children()]
    return deepest


def root(node: Expr) -> Expr:
    """What a chain of attributes, subscripts and calls begins with: `a` of `a.b["c"].d()`."""
    while isinstance(node, (Attribute, Subscript, Call)):
        node = node.func if isinstance(node, Call) else node.value
    return node
