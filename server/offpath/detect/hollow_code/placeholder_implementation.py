"""Functions that are not written yet: empty bodies that somebody calls, and comments that admit it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.constants import fold
from offpath.facts.code.except_branches import own_nodes
from offpath.facts.code.loggers import is_log_call
from offpath.facts.code.promises import docstring, has_namesake, is_declaration, is_override
from offpath.facts.project.calls import CALLERS
from offpath.facts.project.names import OVERRIDDEN, UNSEEN_BASES
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.routes import ROUTE
from offpath.syntax import tree as t

_ADMITTING = re.compile(
    r"\bin (?:a )?real (?:implementation|application|app|system|world|scenario|project|code)\b"
    r"|\bin production,? (?:you|we|this|it|use|one)(?: would| should|'d)\b|\b(?:actual|real) implementation\b"
    r"|\breplace (?:this|with) (?:with )?(?:an? |the )?(?:actual|real|proper)\b|\bmock(?:ed)? (?:response|data|implementation|result)\b"
    r"|^placeholder\b|\bplaceholder (?:for|until|implementation|response|value|result|logic)\b|\(placeholder\)"
    r"|\bdummy (?:data|implementation)\b|\bhard-?coded for (?:now|demo)\b|\bfor demo(?:nstration)? purposes\b"
    r"|\bnot (?:yet )?implemented(?: yet)?\b|\bto ?do:? implement\b|^implement (?:this|me|later|actual)[.!]?$|^simulat(?:e|ed|es|ing)\b|\bstubbed?(?: out)?[:.]?$",
    re.IGNORECASE,
)
"""How comments say that the code below is not the real one."""

_LATER = re.compile(
    r"^for now\b|\bfor now[.!]?$|\b(?:TODO|FIXME|XXX)\b:?\s*(?:$|implement|add|call|use|connect|integrate|replace|real|actual|check|compare|send|fetch|store"
    r"|save|handle|compute|calculate|write|finish|wire)",
    re.IGNORECASE,
)
"""How comments put work off; telling only where nothing else is done."""

_COMMENT = re.compile(r"(?:^|(?<=\s))#(?!\s*(?:type:|noqa|pragma|pylint|want\b|offpath))[^\r\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Why a function counts as not written."""

    reason: str
    """`empty`, `raises`, or the comment that admits it."""
    certain: bool


def unfinished(function: FunctionFacts) -> Unfinished | None:
    """Why a function is not written yet; None where it is, or where others are to write it."""
    found = _suspicion(function)
    if found is None or is_declaration(function) or is_override(function) or _is_for_others(function):
        return None
    return found


def _suspicion(function: FunctionFacts) -> Unfinished | None:
    """Why a function looks as if it were not written, as far as its own text tells."""
    remarks = list(_remarks(function))
    admitted = next((each for each in remarks if _ADMITTING.search(each)), None)
    put_off = next((each for each in remarks if _LATER.search(each)), None)
    small = (admitted or put_off) is not None and _does_little(function)
    if admitted is not None and (small or not _is_long(function)):
        return Unfinished(_shortened(admitted), small)
    if put_off is not None and small and _answers_alone(function):
        return Unfinished(_shortened(put_off), False)
    if not function.summary.is_stub or not _is_wanted(function):
        return None
    raises = any(isinstance(statement, t.Raise) for statement in function.node.body)
    return Unfinished("raises" if raises else "empty", raises)


def _answers_alone(function: FunctionFacts) -> bool:
    """Whether a function only answers constants and what it was given."""
    values = [each.value for each in function.returns if each.value is not None]
    return all(
        fold(function.unit, value) is not None or isinstance(value, (t.Name, t.Dict, t.List)) for value in values
    )


def _is_for_others(function: FunctionFacts) -> bool:
    """Whether subclasses or plugins are to write the body."""
    ask = function.unit.asking.ask
    name = function.name
    if name.startswith("__") or any(each.kind == "var-keyword" for each in function.params):
        return True
    if any("hook" in each.name.lower() or "spec" in each.name.lower() for each in function.summary.decorators):
        return True
    if function.summary.is_stub and function.class_name and has_namesake(function):
        return True
    if not function.class_name:
        return False
    owner = set(words(function.class_name.rpartition(".")[2]))
    if owner & {
        "base",
        "abstract",
        "mixin",
        "interface",
        "protocol",
        "null",
        "noop",
        "dummy",
        "backend",
        "plugin",
        "fake",
        "mock",
    }:
        return True
    return bool(ask(OVERRIDDEN, function.class_name, name)) or (
        function.summary.is_stub and bool(ask(UNSEEN_BASES, function.class_name))
    )


def _is_wanted(function: FunctionFacts) -> bool:
    """Whether something runs the function: a route, or a call."""
    ask = function.unit.asking.ask
    if function.summary.decorators:
        route = ask(ROUTE, function.qualified_name)
        return route is not None and bool(route.methods) and "get" not in route.methods
    return bool(ask(CALLERS, function.qualified_name))


def _remarks(function: FunctionFacts) -> Iterator[str]:
    """The comments of a function's own body, and its docstring."""
    node, text = function.node, function.unit.reading.text
    start = node.body[0].start if node.body else node.end
    head = text.find("\n", node.name_start)
    start = min(start, head) if head >= 0 else start
    strings = [(p.start, p.end) for c in own_nodes(node.body) if isinstance(c, t.Constant) for p in c.pieces]
    strings += [(j.start, j.end) for j in own_nodes(node.body) if isinstance(j, t.JoinedStr)]
    line_end = text.find("\n", node.end)
    for match in _COMMENT.finditer(text, start, line_end if line_end >= 0 else len(text)):
        if not any(begin <= match.start() < end for begin, end in strings):
            yield match.group().lstrip("# ").strip()
    yield from (line.strip() for line in docstring(function).splitlines() if line.strip())


def _shortened(remark: str) -> str:
    return remark if len(remark) <= _LONGEST_REMARK else f"{remark[: _LONGEST_REMARK - 1]}…"


_LONGEST_REMARK = 60


def _does_little(function: FunctionFacts) -> bool:
    """Whether a function only answers with constants and what it was given."""
    if function.summary.effects or accesses_in(function):
        return False
    kinds = (t.For, t.While, t.With, t.Delete, t.FunctionDef)
    if next(function.own_nodes(*kinds), None) is not None:
        return False
    return all(is_log_call(call) or _is_trivial(function, call) for call in function.calls)


def _is_trivial(function: FunctionFacts, call: t.Call) -> bool:
    text = function.unit.text(call.func)
    return text.rpartition(".")[2] in _TRIVIAL


_TRIVIAL = frozenset(
    {
        "sleep", "jsonify", "now", "utcnow", "isoformat", "uuid4", "str", "len", "dict", "list", "randint", "uniform", "choice", "random", "round",
        "hex", "today", "JSONResponse", "Response",
    }
)  # fmt: skip


def _is_long(function: FunctionFacts) -> bool:
    """Whether so much is done that a remark speaks of a detail."""
    return sum(1 for _ in function.own_nodes(t.Stmt)) > _MOST_STATEMENTS


_MOST_STATEMENTS = 8
