"""Where the import statements that a fix needs go in a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from offpath.engine.fixing.bindings import Binding, Imported, imported_by, module_bindings
from offpath.syntax import tree as t
from offpath.syntax.nesting import TooDeep
from offpath.syntax.parse import ParsedUnit, parse_unit
from offpath.text.span import Edit

_OPENING = re.compile(r"^(?:def|class|async[ \t]+def|@)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CODING_OR_SHEBANG = re.compile(r"#!|#.*?coding[:=]")
_MARK = "\ufeff"
"""The byte order mark that some texts begin with."""

_CELL_MARKER = re.compile(r"#[ \t]?%%")
_MAX_LINE = 100


class ImportClash(ValueError):
    """The file already uses a name, that an import is to bind, for something else."""


def head_of(text: str) -> str:
    """The part of a file before its first function or class: where its imports stand."""
    opening = _OPENING.search(text)
    return text[: opening.start()] if opening else text


def line_end_of(text: str) -> str:
    r"""The line end that a text uses first, ``\n`` if it has none."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def import_edits(text: str, statements: Iterable[str], before: int | None = None) -> tuple[Edit, ...]:
    """The edits that make a file import what ``statements`` say, as far as it does not yet; above the offset ``before``,
    where what is imported is used.

    Raises `ImportClash`.
    """
    wanted = wanted_by(statements)
    if not wanted:
        return ()
    head = _Head(text, len(text) if before is None else before)
    return tuple(head.edits([each for each in wanted if not head.has(each)]))


def wanted_by(statements: Iterable[str]) -> tuple[Imported, ...]:
    """The names that import statements import."""
    parsed = (parse_unit(statement).tree.body for statement in dict.fromkeys(statements))
    return tuple(dict.fromkeys(each for body in parsed for node in body for each in imported_by(node)))


def imports_above(text: str, before: int) -> tuple[Imported, ...]:
    """What a file surely imports above an offset. Raises `offpath.syntax.nesting.TooDeep`."""
    return tuple(_Head(text, before).present)


@lru_cache(maxsize=2)
def _parsed_head(text: str) -> ParsedUnit:
    parsed = parse_unit(head_of(text))
    return parse_unit(text) if parsed.tree.has_error else parsed


class _Head:
    """The start of a file, parsed."""

    def __init__(self, text: str, before: int) -> None:
        self._text = text
        parsed = _parsed_head(text)
        self._whole = parsed.tree.body
        self._body = [node for node in self._whole if node.end <= before]
        self._imports = [node for node in self._body if isinstance(node, (t.Import, t.ImportFrom))]
        self._end = line_end_of(text)
        self._start = len(_MARK) if text.startswith(_MARK) else 0
        everywhere = (*parsed.nodes(t.Import), *parsed.nodes(t.ImportFrom))
        run = (node for node in everywhere if node.end <= before and _runs_at_import(node))
        self.present = {each: node for node in run for each in imported_by(node)}
        """What it surely imports, and where."""

    def has(self, wanted: Imported) -> bool:
        """Whether the file imports this already; raises `ImportClash` when the name means something else."""
        present = self.present.get(wanted)
        attempt = _attempt(present) if present is not None else -1
        for binding in _bindings_in(self._text, wanted.bound):
            if not binding.means(wanted) and (attempt < 0 or _attempt(binding.node) != attempt):
                raise ImportClash(f"{wanted.bound} already means something else")
        return present is not None

    def edits(self, missing: list[Imported]) -> Iterator[Edit]:
        """Adds what is missing, names of one module together."""
        lines: list[Imported] = []
        merged: dict[int, list[Imported]] = {}
        for each in missing:
            index = self._mergeable(each)
            if index is None:
                lines.append(each)
            else:
                merged.setdefault(index, []).append(each)
        for index, names in merged.items():
            statement = self._imports[index]
            assert isinstance(statement, t.ImportFrom)
            yield self._merged(statement, names)
        yield from self._inserted(lines)

    # -- into a statement that is there

    def _mergeable(self, wanted: Imported) -> int | None:
        if not wanted.name:
            return None
        for index, node in enumerate(self._imports):
            if not isinstance(node, t.ImportFrom) or (node.level, node.module) != (wanted.level, wanted.module):
                continue
            if node.names and node.names[-1].name != "*" and self._is_simple(node, wanted):
                return index
        return None

    def _is_simple(self, node: t.ImportFrom, wanted: Imported) -> bool:
        written = self._text[node.start : node.end]
        if "#" in written or "\\" in written:
            return False
        start, end = self._line_start(node.names[-1].start), self._line_end(node.names[-1].end)
        return "#" not in self._text[start:end] and end - start + len(wanted.bound) + 2 <= _MAX_LINE

    def _merged(self, node: t.ImportFrom, names: list[Imported]) -> Edit:
        last = node.names[-1]
        before = self._text[self._line_start(last.start) : last.start]
        separator = ", " if before.strip() else f",{self._end}{before}"
        tail = [f"{each.name} as {each.asname}" if each.asname else each.name for each in names]
        return Edit.insert(last.end, "".join(separator + each for each in tail))

    # -- as lines of their own

    def _inserted(self, lines: list[Imported]) -> Iterator[Edit]:
        by_place: dict[int, list[tuple[Imported, str, str]]] = {}
        for each in sorted(lines, key=_order):
            at, before, after = self._place(each)
            by_place.setdefault(at, []).append((each, before, after))
        for at, group in by_place.items():
            pieces: list[str] = []
            for number, (each, before, after) in enumerate(group):
                first, last = number == 0, number == len(group) - 1
                apart = not first and _section(each) != _section(group[number - 1][0])
                lead = before if first else (self._end if apart else "")
                pieces.append(f"{lead}{each.statement}{self._end}{after if last else ''}")
            yield Edit.insert(at, "".join(pieces))

    def _place(self, wanted: Imported) -> tuple[int, str, str]:
        """Where a line goes, and the text to put before and after it."""
        head_imports = [n for n in self._imports if not _is_future(n)]
        if not head_imports:
            return self._place_without_imports()
        section, key = _section(wanted), _order(wanted)
        same = [n for n in head_imports if _section_of(n) == section]
        below = [n for n in head_imports if _section_of(n) < section]
        if any(_order_of(n) <= key for n in same):
            return self._after([n for n in same if _order_of(n) <= key][-1], "")
        if not same and below:
            return self._after(below[-1], self._end)
        follower = (same or head_imports)[0]
        start = self._line_start(follower.start)
        if self._text[start : follower.start].strip():
            return self._after(follower, "")
        return start, "", "" if same else self._end

    def _after(self, node: t.Stmt, before: str) -> tuple[int, str, str]:
        at = self._line_end(node.end)
        ended = self._text[:at].endswith(("\n", "\r"))
        return at, (before if ended else self._end + before), ""

    def _place_without_imports(self) -> tuple[int, str, str]:
        opening = [n for n in self._body if _is_future(n)]
        if not opening and self._whole and _is_docstring(self._whole[0]):
            opening = self._whole[:1]
        if opening:
            at, before, _ = self._after(opening[-1], self._end)
            return at, before, self._gap_after(at)
        at = self._after_leading_comments()
        return at, "", self._gap_after(at)

    def _gap_after(self, at: int) -> str:
        if not self._text[at : self._line_end(at)].strip():
            return ""
        while self._text.startswith("#", at):
            at = self._line_end(at)
        return self._end * 2 if _OPENING.match(self._text[at : self._line_end(at)]) else self._end

    def _after_leading_comments(self) -> int:
        return max(self._after_licence(), self._after_cell_markers())

    def _after_licence(self) -> int:
        """Behind the first comment, where a blank line parts it from the code."""
        at = self._start
        while at < self._first_code():
            end = self._line_end(at)
            line = self._text[at:end]
            if not line.startswith("#"):
                return end if not line.strip() and at > self._start else self._after_coding()
            at = end
        return self._after_coding()

    def _after_coding(self) -> int:
        """Behind the shebang and the coding comment: a comment that touches the code belongs to it."""
        at = self._start
        while _CODING_OR_SHEBANG.match(self._text[at : self._line_end(at)]):
            at = self._line_end(at)
        return at

    def _after_cell_markers(self) -> int:
        """Behind the lines that open a cell: what stands above the first of them belongs to none."""
        last = at = self._start
        while at < self._first_code():
            end = self._line_end(at)
            last = end if _CELL_MARKER.match(self._text, at) else last
            at = end
        return last

    def _first_code(self) -> int:
        return self._whole[0].start if self._whole else len(self._text)

    # -- lines

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = _LINE_END.search(self._text, at)
        return found.end() if found else len(self._text)


def _bindings_in(text: str, name: str) -> tuple[Binding, ...]:
    try:
        return module_bindings(text, name)
    except TooDeep:
        raise ImportClash(f"what {name} means cannot be told") from None


def _runs_at_import(node: t.Node) -> bool:
    """Whether a statement surely runs when the module is loaded: under no condition, in no function or class."""
    return all(isinstance(outer, (t.Tree, t.Try, t.ExceptHandler, t.With)) for outer in node.ancestors())


def _attempt(node: t.Node) -> int:
    """Where the `try` around a statement begins, -1 without one: what its branches bind stands in for what it imports."""
    return next((outer.start for outer in node.ancestors() if isinstance(outer, t.Try)), -1)


def _is_future(node: t.Stmt) -> bool:
    return isinstance(node, t.ImportFrom) and node.module == "__future__"


def _is_docstring(node: t.Stmt) -> bool:
    return isinstance(node, t.ExprStmt) and isinstance(node.value, t.Constant) and isinstance(node.value.value, str)


def _order(wanted: Imported) -> tuple[int, bool, str]:
    return _section(wanted), bool(wanted.name), f"{'.' * wanted.level}{wanted.module}".lower()


def _order_of(node: t.Stmt) -> tuple[int, bool, str]:
    return max((_order(each) for each in imported_by(node)), default=(0, False, ""))


def _section(wanted: Imported) -> int:
    """0 for the standard library, 1 for other packages, 2 for relative imports."""
    if wanted.level:
        return 2
    return 0 if wanted.module.partition(".")[0] in sys.stdlib_module_names else 1


def _section_of(node: t.Stmt) -> int:
    return _order_of(node)[0]
