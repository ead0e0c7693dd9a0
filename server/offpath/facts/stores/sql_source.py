"""The SQL text that a Python expression builds, with a way back from each of its characters to where it was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offpath.facts.stores.sql.ast import SqlText
from offpath.syntax import tree as t
from offpath.syntax.strings import written_offset
from offpath.text.span import Edit, Span

Lookup = Callable[[t.Name], "t.Expr | None"]
"""The one expression that a name stands for, or None."""

_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Written:
    """A stretch of the SQL text that was written as one literal piece: `start`/`end` in the SQL, `at` in the unit."""

    start: int
    end: int
    at: int
    content: str
    """The piece as written, escapes included."""
    raw: bool


@dataclass(frozen=True, slots=True)
class SqlSource:
    """An SQL text, the expression that builds it, and its origin."""

    node: t.Expr
    """The expression whose value is the text: where a name was looked up, the assigned one."""
    sql: SqlText
    written: tuple[Written, ...]
    hole_values: tuple[t.Expr, ...]
    """The Python expression in each hole, in order."""

    def unit_offset(self, offset: int) -> int | None:
        """Where in the unit an offset of the SQL text was written; None inside a hole or a name from elsewhere."""
        for piece in self.written:
            if piece.start <= offset <= piece.end and piece.at >= 0:
                return piece.at + written_offset(piece.content, piece.raw, offset - piece.start)
        return None

    def unit_edit(self, edit: Edit) -> Edit | None:
        """An edit of the SQL text as an edit of the unit, or None where the text was not written in one piece there."""
        for piece in self.written:
            if piece.at >= 0 and piece.start <= edit.span.start and edit.span.end <= piece.end:
                start = piece.at + written_offset(piece.content, piece.raw, edit.span.start - piece.start)
                end = piece.at + written_offset(piece.content, piece.raw, edit.span.end - piece.start)
                return Edit(Span(start, end), edit.new_text)
        return None


def sql_source(node: t.Expr, unit_text: str, lookup: Lookup) -> SqlSource | None:
    """The text that `node` builds from literals, f-strings, `+`, `%`, `.format`, `.join` and names; None: cannot tell."""
    builder = _Builder(unit_text, lookup)
    built = builder.add(node, 0)
    if built is None or not builder.text.strip():
        return None
    return SqlSource(built, SqlText(builder.text, tuple(builder.holes)), tuple(builder.written), tuple(builder.values))


class _Builder:
    def __init__(self, unit_text: str, lookup: Lookup) -> None:
        self._unit_text = unit_text
        self._lookup = lookup
        self.text = ""
        self.holes: list[Span] = []
        self.values: list[t.Expr] = []
        self.written: list[Written] = []

    def add(self, node: t.Expr, depth: int) -> t.Expr | None:
        """Appends what `node` builds; the expression that was read in the end, or None: cannot tell."""
        if depth > _MAX_DEPTH:
            return None
        if isinstance(node, t.Constant):
            if not isinstance(node.value, str):
                return None
            self._constant(node)
            return node
        if isinstance(node, t.JoinedStr):
            for part in node.values:
                if isinstance(part, t.FormattedValue):
                    self._part(part.value, depth)
                elif isinstance(part, t.Constant):
                    self._constant(part)
            return node
        if isinstance(node, t.BinOp) and node.op == "+":
            left = self.add(node.left, depth + 1)
            if left is None:
                return None
            self._part(node.right, depth)
            return node
        if isinstance(node, t.BinOp) and node.op == "%":
            return self.add(node.left, depth + 1)
        if isinstance(node, t.Name):
            value = self._lookup(node)
            return self.add(value, depth + 1) if value is not None else None
        if isinstance(node, t.Call):
            return self._call(node, depth)
        if isinstance(node, t.NamedExpr):
            return self.add(node.value, depth + 1)
        return None

    def _call(self, node: t.Call, depth: int) -> t.Expr | None:
        function = node.func
        if isinstance(function, t.Attribute):
            if function.attr in ("strip", "format", "lstrip", "rstrip", "bindparams"):
                return self.add(function.value, depth + 1)
            if function.attr in _WRAPPERS and node.args:
                return self.add(node.args[0], depth + 1)
        elif isinstance(function, t.Name) and function.id in _WRAPPERS and node.args:
            return self.add(node.args[0], depth + 1)
        return None

    def _part(self, node: t.Expr, depth: int) -> None:
        """Appends an inner part: its own text where it can be told, else a hole."""
        mark = (self.text, len(self.holes), len(self.values), len(self.written))
        if self.add(node, depth + 1) is None:
            self.text = mark[0]
            del self.holes[mark[1] :], self.values[mark[2] :], self.written[mark[3] :]
            start = len(self.text)
            self.text += "_" * 8
            self.holes.append(Span(start, len(self.text)))
            self.values.append(node)

    def _constant(self, node: t.Constant) -> None:
        from offpath.syntax.strings import unescape

        if not node.pieces or node.parent is None:
            self._elsewhere(str(node.value))
            return
        for piece in node.pieces:
            content = self._unit_text[piece.start : piece.end]
            value = content if piece.raw else unescape(content)
            start = len(self.text)
            self.text += value
            self.written.append(Written(start, len(self.text), piece.start, content, piece.raw))

    def _elsewhere(self, text: str) -> None:
        """Text that stands outside the unit, such as a module's constant."""
        start = len(self.text)
        self.text += text
        self.written.append(Written(start, len(self.text), -1, text, True))


_WRAPPERS = frozenset({"text", "dedent", "cleandoc", "SQL", "sql", "str", "prepare", "SimpleStatement"})
"""Functions that give their first argument back as the same statement."""
