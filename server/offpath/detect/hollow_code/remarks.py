"""What comments and docstrings of a function say of it: that the real code is missing, or is to come later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.except_branches import own_nodes
from offpath.facts.code.promises import docstring
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

ADMITTING = re.compile(
    r"\bin (?:a )?real (?:implementation|application|app|system|world|scenario|project|code)\b"
    r"|\bin production,? (?:you|we|this|it|use|one)(?: would| should|'d)\b|\b(?:actual|real) implementation\b"
    r"|\breplace (?:this|with) (?:with )?(?:an? |the )?(?:actual|real|proper)\b|\bmock(?:ed)? (?:response|data|implementation|result)\b"
    r"|^placeholder\b|\bplaceholder (?:for|until|implementation|response|value|result|logic)\b|\(placeholder\)"
    r"|\bdummy (?:data|implementation)\b|\bhard-?coded for (?:now|demo)\b|\bfor demo(?:nstration)? purposes\b"
    r"|\bnot (?:yet )?implemented(?: yet)?\b|\bto ?do:? implement\b|^implement (?:this|me|later|actual)[.!]?$|^simulat(?:e|ed|es|ing)\b|\bstubbed?(?: out)?[:.]?$"
    r"|\b(?:just|only|simply) pretend\b|\bpretend(?:s|ing)? (?:that|it|this)\b"
    r"|^[\[(<]*\s*(?:\.{3}|…)\s*[^.\s].*(?:\.{3}|…)\s*[\])>]*$|\b(?:goes|would go|comes|belongs|should go) here\b"
    r"|^\W*(?:(?:your|put|add|insert|actual|real|business|complex|custom)\s+)+(?:\w+\s+)?(?:logic|implementation|code)\s+here\W*$",
    re.IGNORECASE,
)
"""How comments say that the code below is not the real one."""

LATER = re.compile(
    r"^for now\b|\bfor now[.!]?$|\b(?:TODO|FIXME|XXX)\b:?\s*(?:$|implement|add|call|use|connect|integrate|replace|real|actual|check|compare|send|fetch|store"
    r"|save|handle|compute|calculate|write|finish|wire)",
    re.IGNORECASE,
)
"""How comments put work off; telling only where nothing else is done."""

TOLD_LATER = re.compile(
    r"\bcoming soon\b(?!\s*[:\w])|\bunder (?:development|construction)\b|\bnot (?:yet )?(?:been )?implemented(?: yet)?\b"
    r"|\bnot (?:yet )?available yet\b|\bto be implemented\b|\bimplementation pending\b",
    re.IGNORECASE,
)
"""How answers say that what was asked for does not exist yet."""

_COMMENT = re.compile(r"(?:^|(?<=\s))#(?!\s*(?:type:|noqa|pragma|pylint|want\b|offpath))[^\r\n]*", re.MULTILINE)

_SUBJECTS = ("placeholder", "simulat", "mock", "dummy", "stub", "fake")
"""Beginnings of words that may be what a function is about, instead of what it is."""


def admission(function: FunctionFacts, remarks: list[str]) -> str | None:
    """The remark that says that the code below is not the real one."""
    about: set[str] | None = None
    for remark in remarks:
        found = ADMITTING.search(remark)
        if found is None:
            continue
        said = next((stem for stem in _SUBJECTS if stem in found[0].lower()), None)
        if said is not None:
            about = _subjects(function) if about is None else about
            if any(word.startswith(said) for word in about):
                continue
        return remark
    return None


def _subjects(function: FunctionFacts) -> set[str]:
    """The words of what a function is called, is handed, and works with."""
    names = [function.name, *(p.name for p in function.params)]
    for node in function.node.walk():
        names += [node.id] if isinstance(node, t.Name) else [node.attr] if isinstance(node, t.Attribute) else []
    return {word for name in names for word in words(name)}


def remarks_of(function: FunctionFacts) -> Iterator[str]:
    """The comments of a function's own body, and its docstring."""
    node, text = function.node, function.unit.reading.text
    start = node.body[0].start
    head = text.find("\n", node.name_start)
    start = min(start, head) if head >= 0 else start
    strings = [(p.start, p.end) for c in own_nodes(node.body) if isinstance(c, t.Constant) for p in c.pieces]
    strings += [(j.start, j.end) for j in own_nodes(node.body) if isinstance(j, t.JoinedStr)]
    line_end = text.find("\n", node.end)
    for match in _COMMENT.finditer(text, start, line_end if line_end >= 0 else len(text)):
        if not any(begin <= match.start() < end for begin, end in strings):
            yield match.group().lstrip("# ").strip()
    yield from (line.strip() for line in docstring(function).splitlines() if line.strip())
