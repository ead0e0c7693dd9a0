"""One module of a project: the contributions of its units, and what is read from them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from offpath.facts.code.symbols import Symbol
from offpath.facts.summaries.contribution import (
    ClassSummary,
    Constant,
    Contribution,
    FunctionSummary,
    TableSummary,
)

NOTHING_YET: Symbol = ("literal", "NoneType")
"""What a handle holds that is filled later."""


def dotted(module: str, path: str) -> str:
    """The dotted name of what stands at a path within a module; a file that is no module has none."""
    return f"{module}.{path}" if module else path


def _of_tables(function: FunctionSummary, tables: Mapping[str, str]) -> FunctionSummary:
    """A function with the tables that its accesses mean, where the module says what they are called."""
    if not tables or not any(access.receiver in tables for access in function.accesses):
        return function
    named = (replace(each, target=tables.get(each.receiver, each.target)) for each in function.accesses)
    return replace(function, accesses=tuple(named))


@dataclass(frozen=True)
class ModuleFacts:
    """One module: its dotted name, its file's path from the project root (with `/`), and its units' contributions."""

    name: str
    path: str
    is_package: bool
    contributions: tuple[Contribution, ...]

    @cached_property
    def bindings(self) -> dict[str, Symbol]:
        """Global names with what they denote; the last binding wins, but for imports that a `try` falls back from."""
        found: dict[str, Symbol] = {}
        for contribution in self.contributions:
            found.update(contribution.bindings)
        return found

    @cached_property
    def late(self) -> dict[str, tuple[Symbol | None, ...]]:
        """Global names that functions bind, with all that they bind them to."""
        found: dict[str, list[Symbol | None]] = {}
        for contribution in self.contributions:
            for name, symbol in contribution.late:
                found.setdefault(name, []).append(symbol)
        return {name: tuple(dict.fromkeys(symbols)) for name, symbols in found.items()}

    @cached_property
    def constants(self) -> dict[str, Constant]:
        """Global names bound to constants."""
        return {name: value for c in self.contributions for name, value in c.constants}

    @cached_property
    def unset(self) -> dict[str, Constant]:
        """Global names with what they are where nobody has set what they read from the environment."""
        return {name: value for c in self.contributions for name, value in c.unset}

    @cached_property
    def made(self) -> dict[str, tuple[str, str]]:
        """Global names that are made of a text: what makes them, and the text."""
        return {name: (by, text) for c in self.contributions for name, by, text in c.made}

    @cached_property
    def functions(self) -> dict[str, FunctionSummary]:
        """Functions, methods and nested functions by dotted path within the module."""
        tables = {name: text.lower() for name, (by, text) in self.made.items() if by == "Table"}
        return {".".join(f.path): _of_tables(f, tables) for c in self.contributions for f in c.functions}

    @cached_property
    def classes(self) -> dict[str, ClassSummary]:
        """Classes by dotted path within the module."""
        return {".".join(k.path): k for c in self.contributions for k in c.classes}

    @cached_property
    def stand_ins(self) -> frozenset[str]:
        """Functions and classes that stand in for an import of the same name, in another branch: `except ImportError: def login_required(f): …`."""
        inner = [c for c in self.contributions if c.kind == "statements"]
        paths = [*(f.path for c in inner for f in c.functions), *(k.path for c in inner for k in c.classes)]
        names = {path[0] for path in paths if len(path) == 1}
        return frozenset(name for name in names if self.bindings.get(name, NOTHING_YET)[0] == "import")

    @cached_property
    def nested_functions(self) -> dict[str, tuple[str, ...]]:
        """The functions inside each function, class or method, at any depth, by its path."""
        found: dict[str, list[str]] = {}
        for path in self.functions:
            outer = path.rpartition(".")[0]
            while outer:
                found.setdefault(outer, []).append(path)
                outer = outer.rpartition(".")[0]
        return {path: tuple(inner) for path, inner in found.items()}

    @cached_property
    def attributes(self) -> dict[tuple[str, str], Symbol]:
        """What methods put into attributes of their object, by the class's path and the attribute; the first one counts that is not None."""
        found: dict[tuple[str, str], Symbol] = {}
        for path, function in self.functions.items():
            for name, symbol in function.attributes:
                key = (path.rpartition(".")[0], name)
                if found.get(key, NOTHING_YET) == NOTHING_YET:
                    found[key] = symbol
        return found

    @cached_property
    def tables(self) -> tuple[TableSummary, ...]:
        """The tables that the module's statements create or describe."""
        return tuple(table for contribution in self.contributions for table in contribution.tables)

    @cached_property
    def seen_columns(self) -> dict[str, tuple[str, ...]]:
        """The columns that the module's functions name when they read and write tables and collections, by target."""
        found: dict[str, dict[str, None]] = {}
        for function in self.functions.values():
            for access in function.accesses:
                if access.target and access.store != "cache":
                    columns = [f.column for f in access.filters] + [v.column for v in access.values]
                    found.setdefault(access.target, {}).update(dict.fromkeys(c for c in columns if c.isidentifier()))
        return {target: tuple(columns) for target, columns in found.items()}

    @cached_property
    def spelled_callers(self) -> tuple[tuple[str, str, str], ...]:
        """How the module's functions spell the caller: table or model, column, text."""
        return tuple(each for function in self.functions.values() for each in function.callers)

    @cached_property
    def handed_callers(self) -> tuple[tuple[Symbol, int | str], ...]:
        """What the module's functions hand the caller to, each with the slot."""
        return tuple(dict.fromkeys(each for function in self.functions.values() for each in function.hands_caller))

    @cached_property
    def star_imports(self) -> tuple[Symbol, ...]:
        """Modules whose names are all imported."""
        return tuple(s for c in self.contributions for s in c.star_imports)

    def dotted(self, path: str) -> str:
        """The dotted name of what stands at a path within the module."""
        return dotted(self.name, path)

    def absolute(self, level: int, target: str) -> str:
        """The absolute dotted name of a relative import's target, seen from this module."""
        if level == 0:
            return target
        parts = self.name.split(".") if self.name else []
        keep = len(parts) - level + (1 if self.is_package else 0)
        return ".".join([*parts[: max(keep, 0)], target])
