"""What names mean in a text: everything that binds them, as what it imports or as something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from offpath.syntax import tree as t
from offpath.syntax.parse import ParsedUnit, parse_unit


@dataclass(frozen=True, slots=True)
class Imported:
    """One name that is imported: `from {"." * level}{module} import {name}`, or just `import {module}`."""

    level: int
    module: str
    name: str
    asname: str | None

    @property
    def bound(self) -> str:
        """The name that the file then has."""
        return self.asname or self.name or self.module.partition(".")[0]

    @property
    def whole(self) -> str:
        """The dotted name of what is imported, as far as it is absolute."""
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def statement(self) -> str:
        """The import as a statement of its own."""
        tail = f" as {self.asname}" if self.asname else ""
        source = "." * self.level + self.module
        return f"from {source} import {self.name}{tail}" if self.name else f"import {source}{tail}"

    def means(self, other: Imported) -> bool:
        """Whether both bind their name to the same thing: `import os` and `import os.path` do."""
        packages = [each.module.partition(".")[0] for each in (self, other) if not each.name and each.asname is None]
        return self == other or (len(packages) == 2 and packages[0] == packages[1])


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that binds a name, or takes it away."""

    name: str
    node: t.Node
    imported: Imported | None
    """None: something else."""

    def means(self, wanted: Imported) -> bool:
        """Whether the name is bound to what an import would bind it to."""
        return self.imported is not None and self.imported.means(wanted)


def imported_by(node: t.Stmt) -> Iterator[Imported]:
    """What an import statement imports."""
    if isinstance(node, t.Import):
        for alias in node.names:
            yield Imported(0, alias.name, "", alias.asname)
    elif isinstance(node, t.ImportFrom):
        for alias in node.names:
            yield Imported(node.level, node.module, alias.name, alias.asname)


def module_bindings(text: str, name: str) -> tuple[Binding, ...]:
    """Every place of a whole file that binds a name in its module. Raises `offpath.syntax.parse.TooDeep`."""
    return _in_module(text).get(name, ()) if mentions(text, name) else ()


def is_hidden(parsed: ParsedUnit, wanted: Imported, offset: int) -> bool:
    """Whether a name that the module imports may mean something else, or nothing yet, at an offset of a unit: where a function
    around that binds it itself.
    """
    for binding in _bindings(parsed):
        scope = scope_of(binding.node)
        if binding.name != wanted.bound or scope is None or not scope.start <= offset <= scope.end:
            continue
        is_ready = binding.node.parent is scope and binding.node.end <= offset
        if not binding.means(wanted) or not is_ready:
            return True
    return False


def mentions(text: str, name: str) -> bool:
    """Whether a text has a name anywhere, be it in a comment."""
    return name in text and re.search(rf"\b{re.escape(name)}\b", text) is not None


def scope_of(node: t.Node) -> t.Node | None:
    """The function, lambda, comprehension or class in which what a node binds is bound; None: the module."""
    child = node
    for outer in node.ancestors():
        if isinstance(outer, (t.FunctionDef, t.ClassDef)) and (child in outer.body or isinstance(child, t.Param)):
            return outer
        if isinstance(outer, t.Lambda) or (isinstance(outer, t.Comp) and not isinstance(node.parent, t.NamedExpr)):
            return outer
        child = outer
    return None


@lru_cache(maxsize=2)
def _in_module(text: str) -> dict[str, tuple[Binding, ...]]:
    found: dict[str, list[Binding]] = {}
    for binding in _bindings(parse_unit(text)):
        if scope_of(binding.node) is None or isinstance(binding.node, t.Global):
            found.setdefault(binding.name, []).append(binding)
    return {name: tuple(each) for name, each in found.items()}


def _bindings(parsed: ParsedUnit) -> Iterator[Binding]:
    for statement in (*parsed.nodes(t.Import), *parsed.nodes(t.ImportFrom)):
        for imported in imported_by(statement):
            yield Binding(imported.bound, statement, imported)
    for target in _targets(parsed):
        for node in target.walk():
            if isinstance(node, t.Name) and not isinstance(node.parent, (t.Attribute, t.Subscript)):
                yield Binding(node.id, node, None)
    for kind in (t.FunctionDef, t.ClassDef, t.TypeAlias_, t.Param):
        for named in parsed.nodes(kind):
            yield Binding(named.name, named, None)  # type: ignore[attr-defined]
    for handler in parsed.nodes(t.ExceptHandler):
        if handler.name is not None:
            yield Binding(handler.name, handler, None)
    for declared in parsed.nodes(t.Global):
        for name in declared.names:
            yield Binding(name, declared, None)


def _targets(parsed: ParsedUnit) -> Iterator[t.Expr]:
    for assign in parsed.nodes(t.Assign):
        yield from assign.targets
    for deletion in parsed.nodes(t.Delete):
        yield from deletion.targets
    for kind in (t.AugAssign, t.AnnAssign, t.For, t.NamedExpr, t.Comprehension):
        for node in parsed.nodes(kind):
            yield node.target  # type: ignore[attr-defined]
    for item in parsed.nodes(t.WithItem):
        if item.target is not None:
            yield item.target
    for case in parsed.nodes(t.MatchCase):
        yield from case.captures
