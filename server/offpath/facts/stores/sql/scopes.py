"""The scopes of one statement as they are discovered, their tables, and which of them every row must pass."""

from __future__ import annotations

from dataclasses import dataclass, replace

from offpath.facts.stores.sql.ast import Condition, Scope, ScopeKind, TableRef


@dataclass(slots=True)
class _Draft:
    scope: Scope
    positive: bool


class Scopes:
    """Collects scopes and tables; answers which table a column belongs to."""

    def __init__(self) -> None:
        self._drafts: list[_Draft] = []
        self.tables: list[TableRef] = []
        self.cte_names: set[str] = set()

    def open(self, kind: ScopeKind, parent: int | None, positive: bool, name: str | None = None) -> int:
        """A new scope's index; `positive`: its parent's rows need a row of it."""
        index = len(self._drafts)
        self._drafts.append(_Draft(Scope(index, kind, parent, False, name=name), positive))
        return index

    def place(self, index: int, scope: Scope) -> None:
        """Replaces what is known of one scope, once its text is found."""
        self._drafts[index].scope = scope

    def get(self, index: int) -> Scope:
        """The scope as known so far."""
        return self._drafts[index].scope

    def tables_of(self, index: int) -> list[TableRef]:
        """The tables of one scope."""
        return [table for table in self.tables if table.scope == index]

    @property
    def size(self) -> int:
        """How many scopes there are."""
        return len(self._drafts)

    def mark_targets(self, index: int, names: set[str | None]) -> None:
        """Turns the tables of a scope that go by one of these names into targets."""
        self.tables = [
            replace(table, role="target")
            if table.scope == index and names & {table.name, table.alias} - {None}
            else table
            for table in self.tables
        ]

    def make_optional(self, index: int) -> None:
        """A RIGHT or FULL JOIN: the scope's tables so far may have no row."""
        self.tables = [replace(table, optional=True) if table.scope == index else table for table in self.tables]

    def table_of(self, column_qualifier: str | None, index: int) -> str | None:
        """The real table that a column of this scope belongs to; `None` when that is not certain."""
        scope: int | None = index
        while scope is not None:
            tables = self.tables_of(scope)
            if column_qualifier is None:
                return _real(tables[0]) if len(tables) == 1 else None
            for table in tables:
                if column_qualifier in ((table.alias,) if table.alias else (table.name,)):
                    return _real(table)
            scope = self._drafts[scope].scope.parent
        return None

    def finish(self) -> tuple[Scope, ...]:
        """All scopes, with `required` settled."""
        required = self._required()
        return tuple(replace(draft.scope, required=draft.scope.index in required) for draft in self._drafts)

    def _required(self) -> set[int]:
        found: set[int] = set()
        while True:
            size = len(found)
            for draft in self._drafts:
                scope = draft.scope
                if scope.kind == "cte":
                    holds = self._is_read(scope.name, found)
                else:
                    holds = draft.positive and (scope.parent is None or scope.parent in found)
                if holds:
                    found.add(scope.index)
            if len(found) == size:
                return found

    def _is_read(self, name: str | None, required: set[int]) -> bool:
        return any(
            table.role == "cte" and table.name == name and table.scope in required and not table.optional
            for table in self.tables
        )

    def settle(self, condition: Condition, scopes: tuple[Scope, ...]) -> Condition:
        """The condition with `conjunctive` decided."""
        return replace(condition, conjunctive=condition.holds_in_scope and scopes[condition.scope].required)


def _real(table: TableRef) -> str | None:
    return table.name if table.role not in ("subquery", "cte") else None
