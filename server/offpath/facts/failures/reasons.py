"""What authors say about failures: comments that give the reason in an except branch, answers that a docstring tells of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from offpath.catalogue.words import reasons as catalogue
from offpath.facts.failures.except_branches import try_of
from offpath.facts.failures.remarks import remarks_of
from offpath.facts.functions.promises import docstring
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t
from offpath.syntax.comments import Comment, comments_in

_FEWEST_WORDS, _SPEAKING_WORDS = 2, 5
"""So many words must say more than what the code shows: beside a mark of a reason, or without one."""

_SHORTEST_PIECE = 4

_WORD = re.compile(r"[A-Za-z]+")
_TOLD_TO_TOOLS = re.compile(
    r"\b(?:noqa|nosec|pylint|type|pragma|mypy|ruff|flake8|offpath)\b\s*:?\s*[^#]*", re.IGNORECASE
)


def gives_reason(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether a comment in an except branch, or right above it, says why the failure does not matter."""
    return _is_reason(said_in(facts, handler)) or _says_that_it_may_fail(facts, handler)


def said_in(facts: UnitFacts, handler: t.ExceptHandler) -> str:
    """What the comments in an except branch, and right above it, say to people."""
    return _joined(_comments_of(facts, handler))


def comments_above(facts: UnitFacts, statement: t.Stmt) -> str:
    """What the lines of comments right above a statement say to people."""
    start = _above(facts.reading.text, statement.start)
    return _joined(each for each in facts.derived(_comments) if start <= each.start < statement.start)


def comments_at(facts: UnitFacts, statement: t.Stmt) -> str:
    """What the comments above a statement, and beside it, say to people."""
    return _joined(_comments_beside(facts, statement, statement.end))


def _joined(comments: Iterable[Comment]) -> str:
    return " ".join(_TOLD_TO_TOOLS.sub("", each.text) for each in comments if not _is_code(each))


def _says_that_it_may_fail(facts: UnitFacts, handler: t.ExceptHandler) -> bool:
    """Whether a comment above the `try`, or at its head, says that it may fail, and why."""
    statement = try_of(handler)
    said = (comments_above(facts, statement), comments_above(facts, statement.body[0]))
    return any(catalogue.MAY_FAIL.search(each) is not None and _is_reason(each, is_marked=True) for each in said)


def _is_reason(said: str, *, is_marked: bool = False) -> bool:
    put_off = catalogue.PUT_OFF.search(said)
    return _says_why(said if put_off is None else said[: put_off.start()] if put_off[0].isupper() else "", is_marked)


def _says_why(said: str, is_marked: bool = False) -> bool:
    """Whether words say more than what the code shows: so many of them, or a few beside a mark of a reason."""
    telling = [word for word in _WORD.findall(said.lower()) if word not in catalogue.SAYING_WHAT]
    return len(telling) >= _SPEAKING_WORDS or (
        len(telling) >= _FEWEST_WORDS and (is_marked or catalogue.SAYING_WHY.search(said) is not None)
    )


def says_why_nothing_is_done(function: FunctionFacts) -> bool:
    """Whether a comment or the docstring of an empty function says that there is nothing to do, or that it is kept for its callers' sake."""
    said = [each.text for each in remarks_of(function)]
    return any(catalogue.DOING_NOTHING.search(each) is not None for each in said) and not any(
        catalogue.PUT_OFF.search(each) is not None for each in said if catalogue.DOING_NOTHING.search(each) is None
    )


def explains(facts: UnitFacts, statement: t.Node) -> bool:
    """Whether a comment beside a statement, or right above it, says why it is there."""
    return _says_why(_joined(_comments_beside(facts, statement, statement.end)))


def _comments_of(facts: UnitFacts, handler: t.ExceptHandler) -> Iterator[Comment]:
    return _comments_beside(facts, handler, handler.body[-1].end)


def _comments_beside(facts: UnitFacts, handler: t.Node, last: int) -> Iterator[Comment]:
    text = facts.reading.text
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    start = _above(text, handler.start)
    for comment in facts.derived(_comments):
        if start <= comment.start < end:
            yield comment


def _comments(facts: UnitFacts) -> tuple[Comment, ...]:
    return comments_in(facts.reading.parsed)


def _above(text: str, start: int) -> int:
    """Where the lines of comments right above a place begin."""
    line = text.rfind("\n", 0, start) + 1
    while line:
        before = text.rfind("\n", 0, line - 1) + 1
        if not text[before:line].strip().startswith("#"):
            break
        line = before
    return line


def _is_code(comment: Comment) -> bool:
    """Whether a comment is code that was put out of use."""
    return (
        re.fullmatch(r"[\w.]+\(.*\)|(?:raise|return|print|import)\b\s+\w+|[\w.\[\]]+\s*=\s*\S.*", comment.text)
        is not None
    )


def documents(function: FunctionFacts, answer: t.Expr | None) -> bool:
    """Whether a function's docstring tells what it answers where something fails, or that it may as well not succeed."""
    if is_best_effort(function):
        return True
    spelled = _spelled(answer)
    sentences = re.split(r"(?<=[.;!?])\s+|\n\s*\n|\n\s*(?=[:*-])", docstring(function))
    return spelled is not None and any(
        spelled.search(each) is not None and catalogue.OF_FAILING.search(each) is not None for each in sentences
    )


def is_alternative(function: FunctionFacts, answer: t.Expr | None) -> bool:
    """Whether a function's docstring names an answer as the other one that may come: `the usage, or an empty dict`."""
    spelled = _spelled(answer)
    return spelled is not None and any(
        spelled.search(match[1]) is not None for match in catalogue.OR_ELSE.finditer(docstring(function))
    )


def is_best_effort(function: FunctionFacts) -> bool:
    """Whether a function's docstring says that it may as well not succeed. What it says of a parameter is no word about the function."""
    of_parameters = tuple(each.name for each in function.params)
    lines = docstring(function).splitlines()
    said = (each for each in lines if not each.strip().lstrip(":*-@ ").removeprefix("param ").startswith(of_parameters))
    return catalogue.BEST_EFFORT.search("\n".join(said)) is not None


def tells_of_leaving_out(function: FunctionFacts) -> bool:
    """Whether a function's docstring says that it leaves out what cannot be read, or that it may as well not succeed."""
    said = docstring(function)
    return is_best_effort(function) or catalogue.LEAVING_OUT.search(said) is not None


def _spelled(answer: t.Expr | None) -> re.Pattern[str] | None:
    """How a docstring spells an answer; None where it has no spelling."""
    if answer is None:
        return _NOTHING
    if isinstance(answer, t.Constant):
        if answer.value is None:
            return _NOTHING
        if answer.value == "":
            return _EMPTY
        return re.compile(rf"(?<!\w){re.escape(str(answer.value))}(?!\w)", re.IGNORECASE)
    if isinstance(answer, (t.Dict, t.List, t.Tuple, t.Set)):
        return _EMPTY if not any(answer.children()) else None
    if isinstance(answer, t.Call) and not answer.args and not answer.keywords:
        return _EMPTY
    if isinstance(answer, t.JoinedStr):
        pieces = [str(each.value).strip() for each in answer.values if isinstance(each, t.Constant)]
        longest = max(pieces, key=len, default="")
        return re.compile(re.escape(longest)) if len(longest) >= _SHORTEST_PIECE else None
    if isinstance(answer, t.Name):
        return re.compile(rf"(?<!\w){re.escape(answer.id)}(?!\w)")
    return None


_NOTHING = re.compile(r"\b(?:none|null|nothing|nobody)\b", re.IGNORECASE)
_EMPTY = re.compile(r"\b(?:empty|nothing|none)\b|\[\]|\{\}|\(\)|\"\"|''", re.IGNORECASE)
