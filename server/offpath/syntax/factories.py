"""Cutting a function's block into the handlers that it registers and the rest of it.

An edited handler of an application factory costs its own lines and those around all handlers, not the hundred others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from keyword import iskeyword

from offpath.syntax.blocks import Head, body_start, heads, holds_statement
from offpath.syntax.lines import LineState, indent_of
from offpath.syntax.pieces import Around, LineRange, Piece, completing

_REGISTERED_WITH = re.compile(r"[ \t\f]*@[ \t]*(\w+)\.\w")
_PARAMETER = re.compile(r"[(,]\s*\*{0,2}\s*(\w+)")
_BOUND = re.compile(r"[ \t\f]*(\w+)[ \t]*(?::[^=]+)?=(?!=)")
_WORD = re.compile(r"[^\W\d]\w*")
_NO_CODE = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#.*|\.\s*\w+""")
"""Texts and comments of a line, and attributes."""
_KEPT_WORDS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory(Around):
    """A function that registers handlers, without them."""

    indent: int
    """How far its body is indented."""
    held: frozenset[str]
    """The names that it binds."""
    handlers: frozenset[str]

    def reads_in(self, handler: str) -> frozenset[str]:
        """Which of its words the text of a handler holds."""
        return _words(handler) & _words(self.text)

    def is_cut_alike(self, before: str, after: str) -> bool:
        """Whether a handler's text mentions nothing more and nothing less by which the function was cut and completed."""
        if self.reads_in(before) != self.reads_in(after):
            return False
        return _names(before) & self.handlers == _names(after) & self.handlers


def pieces_of_function(
    lines: Sequence[str], clear: Sequence[LineState], head: Head, end: int, outer: tuple[str, ...] = ()
) -> list[Piece]:
    """A function's block as units: the rest of it, and the handlers that are registered in it.

    `@app.get("/")` registers where the function itself holds `app`: such a handler is called by whoever runs the
    application, and by nobody who can be seen here. Where its name is spoken all the same, it stays with the rest.
    """
    path, prefix = (*outer, head.name), "class _:\n" if outer else ""
    body = body_start(lines, clear, head.statement, end)
    opening = next((lines[n] for n in range(body, end) if holds_statement(lines, clear, n)), "")
    indent = indent_of(opening)
    handlers: list[_Handler] = []
    held: frozenset[str] = frozenset()
    if indent > indent_of(lines[head.statement]) and any(_REGISTERED_WITH.match(lines[n]) for n in range(body, end)):
        members = list(heads(lines, clear, body, end, indent, "function"))
        held = _names_held(lines, head, body, members)
        handlers = list(_handlers(lines, clear, members, end, held))
    handlers = _nowhere_spoken_of(handlers, lines, head.first, end)
    if not handlers:
        return [Piece(kind="function", path=path, segments=((head.first, end),), prefix=prefix)]
    rest = _without(handlers, head.first, end)
    texts = ["".join(lines[first:stop]) for first, stop in rest]
    behind = list(accumulate(map(len, texts), initial=0))
    names = frozenset(each.name for each in handlers)
    factory = Factory("".join(texts), indent=indent, held=held, handlers=names)
    read = sorted({name for each in handlers for name in factory.reads_in(each.text) if not iskeyword(name)})
    suffix = completing(lines[rest[-1][1] - 1], opening, f"def _(): _({', '.join(read)})" if read else "pass")
    found = [Piece(kind="function", path=path, segments=rest, prefix=prefix, suffix=suffix)]
    for each in handlers:
        begins = behind[bisect_left(rest, each.lines)]
        found.append(
            Piece(
                kind="function", path=(*path, each.name), segments=(each.lines,), prefix=prefix,
                around=factory, begins=begins, lines_around=rest,
            )
        )  # fmt: skip
    return found


def is_same_handler(
    lines: Sequence[str], clear: Sequence[LineState], name: str, place: LineRange, changed: LineRange, factory: Factory
) -> bool:
    """Whether some lines are a whole handler of that name, whatever has been changed in its body, and nothing else."""
    deeper = (clear[n].quote or not lines[n].strip() or indent_of(lines[n]) > factory.indent for n in range(*changed))
    if not all(deeper) or any(True for _ in heads(lines, clear, *place, 0, "function")):
        return False
    if lines[place[1] - 1].lstrip().startswith("#"):  # it may belong to what follows
        return False
    found = list(heads(lines, clear, *place, factory.indent, "function"))
    return (
        [(each.kind, each.name, each.first) for each in found] == [("function", name, place[0])]
        and changed[0] > found[0].statement
        and bool(_registered_with(lines, clear, found[0]) & factory.held)
    )


@dataclass(frozen=True, slots=True)
class _Handler:
    """A function that another one registers."""

    name: str
    lines: LineRange
    text: str


def _handlers(
    lines: Sequence[str], clear: Sequence[LineState], members: Sequence[Head], end: int, held: frozenset[str]
) -> Iterator[_Handler]:
    stops = [*(member.first for member in members[1:]), end]
    for member, stop in zip(members, stops, strict=bool(members)):
        if member.kind == "function" and _registered_with(lines, clear, member) & held:
            yield _Handler(member.name, (member.first, stop), "".join(lines[member.first : stop]))


def _names_held(lines: Sequence[str], head: Head, body: int, members: Sequence[Head]) -> frozenset[str]:
    """The names that a function binds: its parameters, and what its own statements assign."""
    signature = "".join(lines[head.statement : body])
    bound = (_BOUND.match(line) for first, stop in _before_definitions(members, body) for line in lines[first:stop])
    return frozenset({*_PARAMETER.findall(signature), *(match[1] for match in bound if match is not None)})


def _before_definitions(members: Sequence[Head], body: int) -> Iterator[LineRange]:
    """The lines of a function's own statements, up to the last definition in it."""
    at = body
    for number, member in enumerate(members):
        if member.kind != "statements":
            yield at, member.first
            at = members[number + 1].first if number + 1 < len(members) else member.first


def _registered_with(lines: Sequence[str], clear: Sequence[LineState], member: Head) -> frozenset[str]:
    """The names of what a function's decorators belong to."""
    above = (number for number in range(member.first, member.statement) if holds_statement(lines, clear, number))
    found = (_REGISTERED_WITH.match(lines[number]) for number in above)
    return frozenset(match[1] for match in found if match is not None)


def _nowhere_spoken_of(handlers: Sequence[_Handler], lines: Sequence[str], first: int, end: int) -> list[_Handler]:
    """The handlers whose names nobody else speaks, and no two share."""
    if not handlers:
        return []
    named = Counter(each.name for each in handlers)
    outside = (line for a, b in _without(handlers, first, end) for line in lines[a:b])
    spoken = Counter(_names("".join(outside)))
    for each in handlers:
        spoken.update(_names(each.text) & named.keys())
    return [each for each in handlers if spoken[each.name] == named[each.name] == 1]


def _without(handlers: Iterable[_Handler], first: int, end: int) -> tuple[LineRange, ...]:
    """The lines between two that no handler takes."""
    found: list[LineRange] = []
    for each in handlers:
        if each.lines[0] > first:
            found.append((first, each.lines[0]))
        first = each.lines[1]
    if first < end:
        found.append((first, end))
    return tuple(found)


@lru_cache(maxsize=_KEPT_WORDS)
def _names(text: str) -> frozenset[str]:
    """What a text says by name in code that is no attribute."""
    return frozenset(_WORD.findall(_NO_CODE.sub(" ", text)))


@lru_cache(maxsize=_KEPT_WORDS)
def _words(text: str) -> frozenset[str]:
    """The words of a text, in strings and comments, too."""
    return frozenset(_WORD.findall(text))
