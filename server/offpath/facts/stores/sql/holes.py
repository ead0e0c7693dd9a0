"""What a part that is only known at run time stands for, judged by the tokens around it."""

from __future__ import annotations

from collections.abc import Sequence

from offpath.facts.stores.sql.ast import HoleRole, HoleUse, SqlText
from offpath.facts.stores.sql.lexer import HOLE, Lexed, Token
from offpath.text.span import Span

_BEFORE_NAME = frozenset(
    [
        "SELECT",
        "DISTINCT",
        "ALL",
        "FROM",
        "JOIN",
        "INTO",
        "UPDATE",
        "TABLE",
        "ONLY",
        "IGNORE",
        "BY",
        "AS",
        "USING",
        "RETURNING",
        "SET",
        "CONFLICT",
        "EXISTS",
        "INDEX",
        "COLUMN",
    ]
)
_BEFORE_CONDITION = frozenset(["WHERE", "AND", "OR", "NOT", "ON", "HAVING", "WHEN", "XOR"])
_BEFORE_VALUE = frozenset(
    [
        "LIKE",
        "ILIKE",
        "GLOB",
        "REGEXP",
        "RLIKE",
        "BETWEEN",
        "LIMIT",
        "OFFSET",
        "THEN",
        "ELSE",
        "CASE",
        "IS",
        "INTERVAL",
        "ESCAPE",
        "TO",
    ]
)
_BEFORE_LIST = frozenset(["IN", "VALUES"])
_OPERATORS = frozenset(["=", "<", ">", "+", "-", "*", "/", "%", "^", "&", "|", "~"]) | {"op"}
_COMPARING_WORDS = frozenset(["IN", "LIKE", "ILIKE", "IS", "BETWEEN", "NOT", "GLOB", "REGEXP", "RLIKE"])


def hole_uses(sql: SqlText, lexed: Lexed, span: Span) -> tuple[HoleUse, ...]:
    """The role of every hole within `span`, in the order of the text; holes in comments are left out."""
    return tuple(
        use for hole in sorted(sql.holes) if span.contains(hole) for use in [_use(hole, lexed)] if use is not None
    )


def _use(hole: Span, lexed: Lexed) -> HoleUse | None:
    if any(comment.start <= hole.start < comment.end for comment in lexed.comments):
        return None
    if not len(hole):
        return HoleUse(hole, "fragment")
    index = next((i for i, token in enumerate(lexed.tokens) if token.start <= hole.start < token.end), None)
    if index is None:
        return HoleUse(hole, "fragment")
    token = lexed.tokens[index]
    if token.kind in ("string", "quoted"):
        is_text = token.kind == "string" or (index > 0 and lexed.tokens[index - 1].kind in _OPERATORS)
        return HoleUse(Span(token.start, token.end), "quoted" if is_text else "identifier")
    if token.text.strip(HOLE):
        return HoleUse(hole, "identifier")
    return HoleUse(hole, _role(lexed.tokens, index))


def _role(tokens: Sequence[Token], index: int) -> HoleRole:
    previous = tokens[index - 1] if index else None
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if previous is None:
        return "fragment"
    if previous.kind == "." or (following is not None and following.kind == "."):
        return "identifier"
    if previous.kind in _OPERATORS:
        return "value"
    if previous.kind in ("(", ","):
        return _role_in_list(tokens, index)
    word = previous.upper
    if word in _BEFORE_CONDITION:
        return "identifier" if _is_compared(following) else "condition"
    if word in _BEFORE_VALUE:
        return "value"
    if word in _BEFORE_LIST:
        return "list"
    return "identifier" if word in _BEFORE_NAME else "fragment"


def _is_compared(following: Token | None) -> bool:
    return following is not None and (following.kind in _OPERATORS or following.upper in _COMPARING_WORDS)


def _role_in_list(tokens: Sequence[Token], index: int) -> HoleRole:
    """Within parentheses the word before them decides; outside it is a list of columns or tables."""
    depth = 0
    position = index - 1
    while position >= 0:
        kind = tokens[position].kind
        if kind == "(" and depth == 0:
            break
        depth += {")": 1, "(": -1}.get(kind, 0)
        position -= 1
    if position < 0:
        return "identifier"
    opener = tokens[position - 1] if position else None
    if opener is None or opener.kind in ("(", ","):
        return "value"
    if opener.upper in _BEFORE_LIST:
        return "list"
    if opener.upper in _BEFORE_CONDITION:
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        return "identifier" if _is_compared(following) else "condition"
    if opener.kind == ")" or opener.kind == ",":
        return "list"
    before = tokens[position - 2].upper if position >= 2 else ""
    return "identifier" if before in ("INTO", "TABLE", "CONFLICT", "ON", "IGNORE") else "value"
