"""From a unit's text to its tree: tree-sitter parses, `lower` translates, one pass sets parents and sorts nodes by kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

from offpath.syntax import tree as t
from offpath.syntax.lower import Lowering
from offpath.text.span import Span

if TYPE_CHECKING:
    from tree_sitter import Parser

N = TypeVar("N", bound=t.Node)


_LONE_CARRIAGE = re.compile(r"\r(?!\n)")
"""A line end to Python and to editors, not to the grammar."""


_CHOICE = re.compile(rb"([:>]\s*[\w.]+\[[^\n=]*\]\s+)or(\s)")
"""`rows: list[int] or None`: an annotation that Python reads and the grammar does not."""


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit's text with its tree and the index over it. Not to be kept for units that nobody edits."""

    text: str
    tree: t.Tree
    own: Span
    """The part of the text that the unit is about. What stands around it is another's, and is there to be understood by."""
    is_completed: bool
    """Whether something stands behind the text that completes it: a part of it was cut out."""
    by_kind: dict[type[t.Node], list[t.Node]]
    own_by_kind: dict[type[t.Node], list[t.Node]]

    def nodes(self, kind: type[N]) -> list[N]:
        """The unit's own nodes of exactly this kind, in source order."""
        return cast("list[N]", self.own_by_kind.get(kind, []))

    def all_nodes(self, kind: type[N]) -> list[N]:
        """All nodes of exactly this kind, those around the unit's own, too."""
        return cast("list[N]", self.by_kind.get(kind, []))


@cache
def _parser() -> Parser:
    import tree_sitter_python
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_python.language()))


def parse_unit(text: str, prefix: str = "", suffix: str = "", own: Span | None = None) -> ParsedUnit:
    """Parse one unit. `prefix` and `suffix` are parsed around it (a synthetic `class _:` line, say) and left out of the result;
    `own` is the part of the text that it is about, without it all.

    Raises `offpath.syntax.nesting.TooDeep`.
    """
    written = _LONE_CARRIAGE.sub("\n", text) if "\r" in text else text
    source = (prefix + written + suffix).encode("utf-8", "surrogatepass")
    root = _parser().parse(source).root_node
    if root.has_error and _CHOICE.search(source):
        root = _parser().parse(_as_unions(source)).root_node
    tree = Lowering(source).module(root, unwrap=bool(prefix))
    by_kind = _index(tree)
    _shift(by_kind, tree, source, len(prefix), len(text))
    everything = Span(0, len(text))
    part = by_kind if own in (None, everything) and not suffix else _inside(by_kind, own or everything)
    return ParsedUnit(text, tree, own or everything, bool(suffix), by_kind, part)


def _inside(by_kind: dict[type[t.Node], list[t.Node]], own: Span) -> dict[type[t.Node], list[t.Node]]:
    return {kind: [node for node in nodes if own.start <= node.start < own.end] for kind, nodes in by_kind.items()}


def _as_unions(source: bytes) -> bytes:
    """The same, as long as it was, with `|` where an annotation says `or`."""
    while (written := _CHOICE.sub(rb"\1| \2", source)) != source:
        source = written
    return source


def _index(tree: t.Tree) -> dict[type[t.Node], list[t.Node]]:
    """Sets every node's parent, children and place, and sorts the nodes by kind, in source order."""
    by_kind: dict[type[t.Node], list[t.Node]] = defaultdict(list)
    order: list[t.Node] = []
    root: t.Node = tree
    root.parent = None
    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        node.order, node.at = order, len(order)
        order.append(node)
        by_kind[kind].append(node)
        below: list[t.Node] = []
        for name in kind.child_fields:
            value = getattr(node, name)
            if value.__class__ is list:
                below += value
            elif value is not None:
                below.append(value)
        node.below = tuple(below)
        for child in below:
            child.parent = node
        below.reverse()
        stack += below
    for node in reversed(order):
        node.beyond = node.below[-1].beyond if node.below else node.at + 1
    return dict(by_kind)


def _shift(by_kind: dict[type[t.Node], list[t.Node]], tree: t.Tree, source: bytes, prefix: int, length: int) -> None:
    """Turns offsets in the parsed bytes into character offsets in the unit's own text."""
    if source.isascii():
        if not prefix:
            return
        _move(by_kind, lambda offset: offset - prefix if offset > prefix else 0)
        tree.error_spans = [(max(a - prefix, 0), max(b - prefix, 0)) for a, b in tree.error_spans]
        return
    characters = _character_offsets(source, prefix)
    _move(by_kind, characters.__getitem__)
    tree.error_spans = [(characters[a], characters[b]) for a, b in tree.error_spans]


def _character_offsets(source: bytes, prefix: int) -> list[int]:
    """For each byte offset the character offset, counted from the end of the prefix."""
    table: list[int] = []
    count = -prefix - 1
    for byte in source:
        if byte & 0xC0 != 0x80:
            count += 1
        table.append(count if count > 0 else 0)
    table.append(max(count + 1, 0))
    return table


_MORE_OFFSETS: dict[type[t.Node], str] = {
    t.Attribute: "attr_start",
    t.Call: "args_start",
    t.FunctionDef: "name_start",
    t.ClassDef: "name_start",
}


def _move(by_kind: Mapping[type[t.Node], list[t.Node]], to: Callable[[int], int]) -> None:
    for kind, nodes in by_kind.items():
        more = _MORE_OFFSETS.get(kind)
        for node in nodes:
            node.start = to(node.start)
            node.end = to(node.end)
            if more is not None:
                setattr(node, more, to(getattr(node, more)))
    for constant in cast("list[t.Constant]", by_kind.get(t.Constant, [])):
        if constant.pieces:
            constant.pieces = tuple(t.StringPiece(to(p.start), to(p.end), p.raw) for p in constant.pieces)
