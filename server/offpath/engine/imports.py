"""Where the import statements that a fix needs go in a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from offpath.syntax import tree as t
from offpath.syntax.parse import parse_unit
from offpath.text.span import Edit

_OPENING = re.compile(r"^(?:def|class|async[ \t]+def|@)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CODING_OR_SHEBANG = re.compile(r"#!|#.*?coding[:=]")
_MAX_LINE = 100


class ImportClash(ValueError):
    """The file already uses a name, that an import is to bind, for something else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One name that is to be imported: `from {"." * level}{module} import {name}`, or just `import {module}`."""

    level: int
    module: str
    name: str
    asname: str | None

    @property
    def bound(self) -> str:
        """The name that the file then has."""
        return self.asname or self.name or self.module.partition(".")[0]

    @property
    def statement(self) -> str:
        """The import as a statement of its own."""
        tail = f" as {self.asname}" if self.asname else ""
        source = "." * self.level + self.module
        return f"from {source} import {self.name}{tail}" if self.name else f"import {source}{tail}"


def head_of(text: str) -> str:
    """The part of a file before its first function or class: where its imports stand."""
    opening = _OPENING.search(text)
    return text[: opening.start()] if opening else text


def line_end_of(text: str) -> str:
    r"""The line end that a text uses first, ``\n`` if it has none."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def import_edits(text: str, statements: Iterable[str]) -> tuple[Edit, ...]:
    """The edits that make a file import what ``statements`` say, as far as it does not yet.

    Raises `ImportClash`.
    """
    wanted = [each for statement in dict.fromkeys(statements) for each in _wanted(statement)]
    if not wanted:
        return ()
    head = _Head(text)
    missing = [each for each in dict.fromkeys(wanted) if not head.has(each)]
    return tuple(head.edits(missing))


def _wanted(statement: str) -> Iterator[Wanted]:
    for node in parse_unit(statement).tree.body:
        yield from _bindings_of(node)


def _bindings_of(node: t.Stmt) -> Iterator[Wanted]:
    if isinstance(node, t.Import):
        for alias in node.names:
            yield Wanted(0, alias.name, "", alias.asname)
    elif isinstance(node, t.ImportFrom):
        for alias in node.names:
            yield Wanted(node.level, node.module, alias.name, alias.asname)


class _Head:
    """The start of a file, parsed."""

    def __init__(self, text: str) -> None:
        self._text = text
        parsed = parse_unit(head_of(text))
        if parsed.tree.has_error:
            parsed = parse_unit(text)
        self._body = parsed.tree.body
        self._imports = [node for node in self._body if isinstance(node, (t.Import, t.ImportFrom))]
        self._end = line_end_of(text)
        everywhere = (*parsed.nodes(t.Import), *parsed.nodes(t.ImportFrom))
        self._present = {each for node in everywhere if _runs_at_import(node) for each in _bindings_of(node)}
        assigned = (target for node in parsed.nodes(t.Assign) if _at_module_level(node) for target in node.targets)
        self._taken = {each.bound for each in self._present} | {n.id for n in assigned if isinstance(n, t.Name)}

    def has(self, wanted: Wanted) -> bool:
        """Whether the file imports this already; raises `ImportClash` when the name means something else."""
        if wanted in self._present:
            return True
        submodule = not wanted.name and "." in wanted.module and wanted.asname is None
        defined = re.search(
            rf"^(?:async[ \t]+def|def|class)[ \t]+{re.escape(wanted.bound)}\b", self._text, re.MULTILINE
        )
        if defined or (wanted.bound in self._taken and not submodule):
            raise ImportClash(f"{wanted.bound} already means something else")
        return False

    def edits(self, missing: list[Wanted]) -> Iterator[Edit]:
        """Adds what is missing, names of one module together."""
        lines: list[Wanted] = []
        merged: dict[int, list[Wanted]] = {}
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

    def _mergeable(self, wanted: Wanted) -> int | None:
        if not wanted.name:
            return None
        for index, node in enumerate(self._imports):
            if not isinstance(node, t.ImportFrom) or (node.level, node.module) != (wanted.level, wanted.module):
                continue
            if node.names and node.names[-1].name != "*" and self._is_simple(node, wanted):
                return index
        return None

    def _is_simple(self, node: t.ImportFrom, wanted: Wanted) -> bool:
        written = self._text[node.start : node.end]
        if "#" in written or "\\" in written:
            return False
        start, end = self._line_start(node.names[-1].start), self._line_end(node.names[-1].end)
        return "#" not in self._text[start:end] and end - start + len(wanted.bound) + 2 <= _MAX_LINE

    def _merged(self, node: t.ImportFrom, names: list[Wanted]) -> Edit:
        last = node.names[-1]
        before = self._text[self._line_start(last.start) : last.start]
        separator = ", " if before.strip() else f",{self._end}{before}"
        tail = [f"{each.name} as {each.asname}" if each.asname else each.name for each in names]
        return Edit.insert(last.end, "".join(separator + each for each in tail))

    # -- as lines of their own

    def _inserted(self, lines: list[Wanted]) -> Iterator[Edit]:
        by_place: dict[int, list[tuple[Wanted, str, str]]] = {}
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

    def _place(self, wanted: Wanted) -> tuple[int, str, str]:
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
        if not opening and self._body and _is_docstring(self._body[0]):
            opening = self._body[:1]
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
        at = 0
        first_code = self._body[0].start if self._body else len(self._text)
        while at < first_code:
            end = self._line_end(at)
            line = self._text[at:end]
            if not line.startswith("#"):
                return end if not line.strip() and at else self._after_coding()
            at = end
        return self._after_coding()

    def _after_coding(self) -> int:
        """Behind the shebang and the coding comment: a comment that touches the code belongs to it."""
        at = 0
        while _CODING_OR_SHEBANG.match(self._text[at : self._line_end(at)]):
            at = self._line_end(at)
        return at

    # -- lines

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = _LINE_END.search(self._text, at)
        return found.end() if found else len(self._text)


def _at_module_level(node: t.Node) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, (t.FunctionDef, t.ClassDef, t.Lambda, t.Comp)):
            return False
        parent = parent.parent
    return True


def _runs_at_import(node: t.Node) -> bool:
    """Whether a module-level statement runs, as far as can be told: what stands under `if TYPE_CHECKING` never does."""
    parent = node.parent
    while isinstance(parent, t.Stmt):
        if isinstance(parent, t.If) and (t.dotted(parent.test) or "").rpartition(".")[2] == "TYPE_CHECKING":
            return False
        parent = parent.parent
    return _at_module_level(node)


def _is_future(node: t.Stmt) -> bool:
    return isinstance(node, t.ImportFrom) and node.module == "__future__"


def _is_docstring(node: t.Stmt) -> bool:
    return isinstance(node, t.ExprStmt) and isinstance(node.value, t.Constant) and isinstance(node.value.value, str)


def _order(wanted: Wanted) -> tuple[int, bool, str]:
    return _section(wanted), bool(wanted.name), f"{'.' * wanted.level}{wanted.module}".lower()


def _order_of(node: t.Stmt) -> tuple[int, bool, str]:
    return max((_order(each) for each in _bindings_of(node)), default=(0, False, ""))


def _section(wanted: Wanted) -> int:
    """0 for the standard library, 1 for other packages, 2 for relative imports."""
    if wanted.level:
        return 2
    return 0 if wanted.module.partition(".")[0] in sys.stdlib_module_names else 1


def _section_of(node: t.Stmt) -> int:
    return _order_of(node)[0]
