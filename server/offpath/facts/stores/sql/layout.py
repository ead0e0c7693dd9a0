"""Where the clauses of every query stand in the text: what a splice needs and a parsed tree does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offpath.facts.stores.sql.lexer import Token

_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_HEADS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE"})
_SIMPLE_CLAUSES = frozenset({"FROM", "WHERE", "HAVING", "RETURNING", "QUALIFY", "VALUES"})
_FOLLOWED = {
    "GROUP": frozenset({"BY"}),
    "ORDER": frozenset({"BY"}),
    "FOR": frozenset({"UPDATE", "SHARE", "NO", "KEY", "READ"}),
    "LOCK": frozenset({"IN"}),
    "FETCH": frozenset({"FIRST", "NEXT"}),
    "ON": frozenset({"CONFLICT", "DUPLICATE"}),
}
_COUNTED = frozenset({"LIMIT", "OFFSET"})


@dataclass(frozen=True, slots=True)
class ClauseSpan:
    """One clause: its keyword and the tokens (as indices, half-open) that follow up to the next clause."""

    name: str
    keyword: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Block:
    """One SELECT, UPDATE, DELETE or INSERT: its tokens as half-open indices, and its clauses in order."""

    first: int
    last: int
    depth: int
    clauses: tuple[ClauseSpan, ...]

    def clause(self, name: str) -> ClauseSpan | None:
        """The first clause of that name."""
        return next((clause for clause in self.clauses if clause.name == name), None)


@dataclass(slots=True)
class _Open:
    """A block that is still being read."""

    head: str
    first: int
    depth: int
    starts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The tokens of one statement, their depths of parentheses, and the blocks they form."""

    tokens: tuple[Token, ...]
    depths: tuple[int, ...]
    blocks: tuple[Block, ...]

    def block_at(self, offset: int) -> Block | None:
        """The innermost block whose text holds the character at `offset`."""
        holding = [block for block in self.blocks if self._start(block) <= offset < self._end(block)]
        return max(holding, key=lambda block: (block.depth, block.first), default=None)

    def _start(self, block: Block) -> int:
        return self.tokens[block.first].start

    def _end(self, block: Block) -> int:
        return self.tokens[block.last - 1].end


def lay_out(tokens: Sequence[Token]) -> Layout | None:
    """Finds the blocks; `None` when parentheses do not match."""
    depths: list[int] = []
    blocks: list[Block] = []
    stack: list[_Open | None] = [None]
    for index, token in enumerate(tokens):
        if token.kind == ")":
            if len(stack) == 1:
                return None
            _close(stack.pop(), index, blocks)
        depths.append(len(stack) - 1)
        if token.kind == "(":
            stack.append(None)
        elif token.kind == ";":
            _close(stack[-1], index, blocks)
            stack[-1] = None
        elif token.kind == "word":
            stack[-1] = _read_word(tokens, index, stack[-1], len(stack) - 1, blocks)
    if len(stack) != 1:
        return None
    _close(stack[0], len(tokens), blocks)
    return Layout(tuple(tokens), tuple(depths), tuple(sorted(blocks, key=lambda block: block.first)))


def _read_word(
    tokens: Sequence[Token], index: int, current: _Open | None, depth: int, blocks: list[Block]
) -> _Open | None:
    word = tokens[index].upper
    previous = tokens[index - 1] if index else None
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if previous is not None and previous.kind == ".":
        return current
    if word in _SET_OPERATORS:
        _close(current, index, blocks)
        return None
    if _is_head(word, previous, following, current):
        # INSERT INTO t (a) SELECT …: the SELECT takes over, and the INSERT's own part ends before it.
        _close(current, index, blocks)
        return _Open(word, index, depth, [(word, index)])
    if current is not None and _opens_clause(word, previous, following, current):
        current.starts.append((word, index))
    return current


def _is_head(word: str, previous: Token | None, following: Token | None, current: _Open | None) -> bool:
    if word not in _HEADS or (following is not None and following.kind == "(" and word != "SELECT"):
        return False
    return word == "SELECT" or (current is None and (previous is None or previous.kind in ("(", ")", "word", ";")))


def _opens_clause(word: str, previous: Token | None, following: Token | None, current: _Open) -> bool:
    before = previous.upper if previous is not None else ""
    after = following.upper if following is not None else ""
    if word in _FOLLOWED:
        return after in _FOLLOWED[word] and before != "WITHIN"
    if word == "SET":
        return current.head in ("UPDATE", "INSERT", "REPLACE") and all(name != "SET" for name, _ in current.starts)
    if word == "USING":
        return current.head == "DELETE" and (following is None or following.kind != "(")
    if word == "WINDOW":
        return following is not None and following.kind == "word" and before != "AS"
    if word in _COUNTED:
        return following is not None and following.kind not in ("op", "=", "<", ">", ",", ".", ")")
    return word in _SIMPLE_CLAUSES and not (word == "FROM" and before == "DISTINCT")


def _close(current: _Open | None, end: int, blocks: list[Block]) -> None:
    if current is None:
        return
    ends = [start for _, start in current.starts[1:]] + [end]
    clauses = tuple(
        ClauseSpan(name, keyword, keyword + 1, last) for (name, keyword), last in zip(current.starts, ends, strict=True)
    )
    blocks.append(Block(current.first, end, current.depth, clauses))
