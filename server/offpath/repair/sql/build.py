"""A fresh UPDATE that changes a number only while a condition holds, written as the project's own statements are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from offpath.facts.stores.sql.ast import Literal, Placeholder, PlaceholderStyle, Statement
from offpath.facts.stores.sql.lexer import lex
from offpath.repair.sql.writing import in_case_of, quoted_like


@dataclass(frozen=True, slots=True)
class PickedBy:
    """`column = …`, which picks the row: a parameter (`placeholder` as it was read), or SQL text that stays."""

    column: str
    literal: str | None = None
    placeholder: Placeholder | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """`column operator bound`, which must still hold; the bound is the amount unless `literal` gives SQL text."""

    operator: str
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the built statement, in the order to pass it: what it is, and its name or number."""

    role: OneOf["amount", "key", "guard"]
    column: str
    name: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class BuiltStatement:
    """The text and its parameters. Named and numbered styles pass the amount once, also where the guard uses it."""

    text: str
    parameters: tuple[Parameter, ...]
    style: PlaceholderStyle


def conditional_update(
    table: str,
    keys: Sequence[PickedBy],
    column: str,
    operator: OneOf["+", "-"],
    style: PlaceholderStyle,
    *,
    guard: Bound | None = None,
    like: Statement | None = None,
) -> BuiltStatement | None:
    """`UPDATE table SET column = column operator ? WHERE key = ? AND column >= ?`, in the writing of `like`.

    `None` without a key (every row would change) or where a name needs quotation marks that `like` does not show.

    >>> conditional_update("accounts", [Key("id")], "balance", "-", PlaceholderStyle.QMARK, guard=Guard(">=")).text
    'UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?'
    """
    pen = _Pen(style, _sample(like))
    target = _table(table, like, pen)
    changed = pen.name(column)
    names = [pen.name(key.column) for key in keys]
    if not keys or target is None or changed is None or None in names:
        return None
    amount_name = next(name for name in ("amount", "delta", "change", "by") if name not in {key.column for key in keys})
    amount = pen.parameter("amount", column, amount_name)
    conditions = [
        f"{name} = {key.literal if key.literal is not None else pen.parameter('key', key.column, key.column)}"
        for name, key in zip(names, keys, strict=True)
    ]
    if guard is not None:
        bound = guard.literal if guard.literal is not None else pen.again(amount, column)
        conditions.append(f"{changed} {guard.operator} {bound}")
    update, set_, where = pen.keyword("UPDATE"), pen.keyword("SET"), pen.keyword("WHERE")
    both = f" {pen.keyword('AND')} ".join(conditions)
    text = f"{update} {target} {set_} {changed} = {changed} {operator} {amount} {where} {both}"
    return BuiltStatement(text, tuple(pen.parameters), style)


def keys_of(statement: Statement) -> tuple[PickedBy, ...] | None:
    """The keys by which a statement about one table picks its row; `None` when it asks for anything else.

    >>> from offpath.facts.stores.sql import SqlText, parse_sql
    >>> [key.column for key in keys_of(parse_sql(SqlText("SELECT * FROM t WHERE id = ? AND org = ?")))]
    ['id', 'org']
    """
    if len(statement.scopes) != 1 or len(statement.tables) != 1 or statement.has_fragments:
        return None
    keys: list[PickedBy] = []
    for condition in statement.conditions:
        operand = condition.operand
        is_plain = condition.column is not None and condition.bare and condition.op == "=" and condition.conjunctive
        if not is_plain or condition.column is None or condition.clause != "where":
            return None
        if isinstance(operand, Placeholder):
            keys.append(PickedBy(condition.column, placeholder=operand))
        elif isinstance(operand, Literal) and operand.span is not None and operand.value is not None:
            keys.append(PickedBy(condition.column, literal=operand.span.of(statement.sql.text)))
        else:
            return None
    return tuple(keys) or None


@dataclass(frozen=True, slots=True)
class _Sample:
    """How an existing statement writes keywords and names."""

    keyword: str
    name: str | None


class _Pen:
    """Writes names, keywords and placeholders, and keeps the parameters in order."""

    def __init__(self, style: PlaceholderStyle, sample: _Sample) -> None:
        self._style = style
        self._sample = sample
        self.parameters: list[Parameter] = []

    def keyword(self, word: str) -> str:
        return in_case_of(word, self._sample.keyword)

    def name(self, name: str) -> str | None:
        return quoted_like(name, self._sample.name)

    def parameter(self, role: OneOf["amount", "key", "guard"], column: str, name: str) -> str:
        number = len(self.parameters) + 1
        self.parameters.append(
            Parameter(
                role,
                column,
                name if self._style.is_named else None,
                number if self._style.is_numbered else None,
            )
        )
        return self._style.write(name, number)

    def again(self, written: str, column: str) -> str:
        """The amount's placeholder once more: the same where it has a name or number, a further one where not."""
        if self._style.is_named or self._style is PlaceholderStyle.DOLLAR:
            return written
        return self.parameter("guard", column, "amount")


def _sample(like: Statement | None) -> _Sample:
    if like is None:
        return _Sample("UPDATE", None)
    lexed = lex(like.sql, like.dialect)
    keyword = next((token.text for token in lexed.tokens if token.kind == "word"), "UPDATE") if lexed else "UPDATE"
    spans = [condition.column_span for condition in like.conditions if condition.column_span is not None]
    return _Sample(keyword, spans[0].of(like.sql.text) if spans else None)


def _table(table: str, like: Statement | None, pen: _Pen) -> str | None:
    """The table as `like` writes it, with its schema and quotation marks."""
    for each in like.tables if like is not None else ():
        if like is not None and each.name == table.lower():
            written = each.span.of(like.sql.text)
            return f"{each.schema}.{written}" if each.schema else written
    return pen.name(table)
