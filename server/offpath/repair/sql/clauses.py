"""The place in a query's text where one more condition goes, and how it must be written there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.stores.sql.ast import Scope, Statement
from offpath.facts.stores.sql.layout import Block, ClauseSpan, Layout, lay_out
from offpath.facts.stores.sql.lexer import Lexed, Token, lex
from offpath.repair.sql.writing import closes_line, in_case_of, indentation, newline_of, opens_line
from offpath.text.span import Edit

_BEFORE_WHERE = {"SELECT": ("FROM",), "UPDATE": ("SET", "FROM"), "DELETE": ("FROM", "USING")}


@dataclass(frozen=True, slots=True)
class InsertionPoint:
    """An offset, what is written before the condition, and where parentheses must open and close, if anywhere."""

    offset: int
    lead: str
    opening: int | None = None
    closing: int | None = None
    may_join_more: bool = False

    def edits(self, condition: str) -> tuple[Edit, ...]:
        """The insertions that put the condition here."""
        inserted = self.lead + condition
        if self.opening is None or self.closing is None:
            return (Edit.insert(self.offset, inserted),)
        opened = Edit.insert(self.opening, "(")
        if self.closing == self.offset:
            return (opened, Edit.insert(self.offset, ")" + inserted))
        return (opened, Edit.insert(self.closing, ")"), Edit.insert(self.offset, inserted))


def find_place(statement: Statement, scope: Scope) -> InsertionPoint | None:
    """Where a condition joins the scope's WHERE, or a WHERE is to begin; `None` where the text does not tell."""
    lexed = lex(statement.sql, statement.dialect)
    if lexed is None or scope.span is None:
        return None
    tokens = tuple(token for token in lexed.tokens if statement.span.start <= token.start < statement.span.end)
    layout = lay_out(tokens)
    if layout is None:
        return None
    block = next((each for each in layout.blocks if tokens[each.first].start == scope.span.start), None)
    if block is None:
        return None
    finder = _Finder(statement, lexed, layout, block)
    where = block.clause("WHERE")
    return finder.in_where(where) if where is not None else finder.new_where()


@dataclass(frozen=True, slots=True)
class _Finder:
    statement: Statement
    lexed: Lexed
    layout: Layout
    block: Block

    @property
    def _text(self) -> str:
        return self.statement.sql.text

    def in_where(self, where: ClauseSpan) -> InsertionPoint | None:
        """After the last condition of a WHERE, which gets parentheses when it is an OR."""
        tokens = self.layout.tokens
        if where.first >= where.last or self._has_fragment(where.keyword, where.last):
            return None
        last = tokens[where.last - 1]
        offset, lead = self._joined(where, last)
        needs_parentheses = self._is_loose(where)
        return InsertionPoint(
            offset,
            lead,
            tokens[where.first].start if needs_parentheses else None,
            last.end if needs_parentheses else None,
            self._may_join_more(),
        )

    def new_where(self) -> InsertionPoint | None:
        """A WHERE of its own, after the tables."""
        tokens = self.layout.tokens
        head = tokens[self.block.first].upper
        before = [clause for clause in self.block.clauses if clause.name in _BEFORE_WHERE.get(head, ())]
        if not before or any(self._has_fragment(clause.keyword, clause.last) for clause in self.block.clauses[1:]):
            return None
        last = tokens[before[-1].last - 1]
        keyword = in_case_of("WHERE", tokens[self.block.first].text)
        own_line = next(
            (clause for clause in self.block.clauses[1:] if opens_line(self._text, tokens[clause.keyword])), None
        )
        if own_line is None:
            return InsertionPoint(last.end, f" {keyword} ", may_join_more=self._may_join_more())
        indent = indentation(self._text, tokens[own_line.keyword].start)
        return InsertionPoint(
            self._after_comment(last),
            f"{newline_of(self._text)}{indent}{keyword} ",
            may_join_more=self._may_join_more(),
        )

    def _joined(self, where: ClauseSpan, last: Token) -> tuple[int, str]:
        """Where `AND` goes and how: as the other conditions are written, one a line or all in one."""
        text, tokens = self._text, self.layout.tokens
        newline = newline_of(text)
        keyword = in_case_of("AND", tokens[where.keyword].text)
        connectors = list(self._connectors(where))
        if connectors and opens_line(text, tokens[connectors[-1]]):
            indent = indentation(text, tokens[connectors[-1]].start)
            return self._after_comment(last), f"{newline}{indent}{keyword} "
        if connectors and closes_line(text, tokens[connectors[-1]]):
            indent = indentation(text, tokens[connectors[-1] + 1].start)
            return last.end, f" {keyword}{newline}{indent}"
        if not connectors and closes_line(text, tokens[where.keyword]):
            indent = indentation(text, tokens[where.first].start)
            return self._after_comment(last), f"{newline}{indent}{keyword} "
        return last.end, f" {keyword} "

    def _after_comment(self, token: Token) -> int:
        """The end of a comment that follows the token on its line, for what begins a line of its own."""
        for comment in self.lexed.comments:
            between = self._text[token.end : comment.start] if comment.start >= token.end else "x"
            if not between.strip(" \t") and "\n" not in comment.text:
                return comment.end - (1 if comment.text.endswith("\r") else 0)
        return token.end

    def _connectors(self, where: ClauseSpan) -> Iterator[int]:
        in_between = False
        for index in self._top(where):
            word = self.layout.tokens[index].upper
            if word == "BETWEEN":
                in_between = True
            elif word == "AND" and in_between:
                in_between = False
            elif word in ("AND", "OR", "XOR"):
                yield index

    def _is_loose(self, where: ClauseSpan) -> bool:
        """Whether an AND behind the conditions would bind to the last one only, or may do so."""
        tokens = self.layout.tokens
        conditions = {hole.span.start for hole in self.statement.holes if hole.role == "condition"}
        return any(
            tokens[index].upper in ("OR", "XOR") or tokens[index].text == "||" or tokens[index].start in conditions
            for index in self._top(where)
        )

    def _top(self, where: ClauseSpan) -> Iterator[int]:
        return (index for index in range(where.first, where.last) if self.layout.depths[index] == self.block.depth)

    def _may_join_more(self) -> bool:
        """Whether further tables may be put in at run time."""
        return any(
            self._has_fragment(clause.keyword, clause.last)
            for clause in self.block.clauses
            if clause.name in ("FROM", "UPDATE", "USING", "SET")
        )

    def _has_fragment(self, first: int, last: int) -> bool:
        tokens = self.layout.tokens
        start = tokens[first].start
        end = tokens[last].start if last < len(tokens) else len(self._text)
        return any(hole.role == "fragment" and start <= hole.span.start <= end for hole in self.statement.holes)
