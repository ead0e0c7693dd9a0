"""What comments and docstrings of a function say of it: that the real code is missing, or is to come later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from offpath.catalogue.words.put_off_elsewhere import ADMITTING_ELSEWHERE
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.failures.remarks import Remark
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

ADMITTING = re.compile(
    r"\bin (?:a )?real (?:implementation|application|app|system|world|scenario|project|code)\b"
    r"|\bin production,? (?:you|we|this|it|use|one)(?: would| should|'d)\b"
    r"|(?<!separate the )(?<!move the )(?<!share the )\b(?:actual|real) implementation\b"
    r"(?! (?:is|lives|sits|resides|happens|of|that|which) (?!missing|pending|to|not|still|yet|coming))"
    r"|\breplace (?:this|with) (?:with )?(?:an? |the )?(?:actual|real|proper)\b"
    r"(?! (?:[\w-]+ )?(?:ids?|keys?|names?|urls?|address(?:es)?|domain|e-?mail|token|path|password|values?|number)\b)"
    r"|\bmock(?:ed)? (?:response|data|implementation|result)\b"
    r"|^placeholder(?! (?:value|until|for)\b)\b|\bplaceholder (?:implementation|response|result|logic|function|method)\b|\(placeholder\)"
    r"|\bthis is (?:just |only )?an? (?:placeholder|stub|mock)\b|^stub\s*[:,(–—-]|\bstub implementation\b|\b(?:we|just|only|simply) simulate\b"
    r"|\bwould normally (?:call|send|query|fetch|ask|use|connect|talk|hit)\b|\bdummy implementation\b|\bfor demo(?:nstration)? purposes\b"
    r"|^implement (?:this|me|later|actual)[.!]?$|^simulat(?:e|ed|es|ing)\b(?! (?:what|how|the (?:\w+ )?behaviou?r)\b)|\bstubbed?(?: out)?[:.]?$"
    r"|\b(?:just|only|simply) pretend\b|\bpretend(?:s|ing)? (?:it|this|that (?:it|this|we|everything|all))\b"
    r"|^[\[(<]*\s*(?:\.{3}|…)\s*[^.\s].*(?:\.{3}|…)\s*[\])>]*$|\b(?:goes|would go|comes|belongs|should go) here\b"
    r"|^\W*(?:(?:your|put|add|insert|actual|real|business|complex|custom)\s+)+(?:\w+\s+)?(?:logic|implementation|code)\s+here\W*$",
    re.IGNORECASE,
)
"""How comments say that the code below is not the real one."""

_STAND_IN = re.compile(
    r"\bplaceholder (?:for|until|values?)\b|\bdummy (?:data|values?)\b|\bhard-?coded for (?:now|demo)\b", re.IGNORECASE
)
"""How comments say that a value is not the real one."""

_NOT_WRITTEN = re.compile(r"\bnot (?:yet )?(?:been )?implemented(?: yet)?\b", re.IGNORECASE)

_TO_IMPLEMENT = re.compile(r"\bto ?do:? implement\b(?P<what>.*)", re.IGNORECASE)
_SHORTEST_STEM, _MOST_STEM = 4, 5

_ITSELF = frozenset(
    {
        "this", "it", "is", "are", "has", "have", "the", "function", "method", "endpoint", "handler", "view", "feature", "body", "logic", "implementation", "code",
        "currently", "still", "yet", "just", "simply", "as", "of", "now", "note", "todo", "fixme", "warning", "here", "and", "but", "so", "really", "actually", "stub",
        "not", "been", "we", "call", "operation", "command", "task", "me", "real", "actual", "later",
    }
)  # fmt: skip
"""Words that name no other subject than the function itself."""

_LIMITED = re.compile(r"\s+(?:for|in|on|when|if|inside|at|by|unless|with|under|outside|here for)\b", re.IGNORECASE)

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

_SUBJECTS = ("placeholder", "simulat", "mock", "dummy", "stub", "fake")
"""Beginnings of words that may be what a function is about, instead of what it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Admission:
    """A remark that says that the real code is missing."""

    remark: Remark
    is_whole: bool
    """Whether that is the code that the function is for, and not a value, a limit, or one more case."""


def admission(function: FunctionFacts, remarks: Sequence[Remark]) -> Admission | None:
    """The remark that says that the code below is not the real one; what says so of the whole comes first."""
    about: set[str] | None = None
    found: Admission | None = None
    for remark in remarks:
        whole, said = _admitted(function, remark.text)
        if said is None:
            continue
        stem = next((each for each in _SUBJECTS if each in said.lower()), None)
        if stem is not None:
            about = _subjects(function) if about is None else about
            if any(word.startswith(stem) for word in about):
                continue
        if whole:
            return Admission(remark, True)
        found = found or Admission(remark, False)
    return found


def _admitted(function: FunctionFacts, text: str) -> tuple[bool, str | None]:
    """Whether a text says that the whole is missing, and by which words; None for those: it says nothing of the kind."""
    match = ADMITTING.search(text) or ADMITTING_ELSEWHERE.search(text)
    if match is not None:
        return True, match[0]
    match = _NOT_WRITTEN.search(text)
    if match is not None:
        return _speaks_of_itself(text, match), match[0]
    match = _TO_IMPLEMENT.search(text)
    if match is not None:
        return _promises(function, match["what"]), match[0]
    match = _STAND_IN.search(text)
    return False, match[0] if match is not None else None


def _promises(function: FunctionFacts, what: str) -> bool:
    """Whether what is still to be written is what the function's name promises, or is not said: no check, limit or format besides."""
    said = words(what)
    verb = first_word(function.name)[:_MOST_STEM]
    return all(word in _ITSELF for word in said) or (
        len(verb) >= _SHORTEST_STEM and any(word.startswith(verb) for word in said)
    )


def _speaks_of_itself(text: str, said: re.Match[str]) -> bool:
    """Whether "not implemented" has no subject but the function, and no limit: not "dialects that are not implemented", "not implemented for Oracle"."""
    before = re.split(r"[,:;()—–]|\s-\s", text[: said.start()])[-1]
    if any(word not in _ITSELF for word in re.findall(r"[a-z]+", before.lower())):
        return False
    return _LIMITED.match(text, said.end()) is None


def _subjects(function: FunctionFacts) -> set[str]:
    """The words of what a function is called, is handed, and works with."""
    names = [function.name, *(p.name for p in function.params)]
    for node in function.node.walk():
        names += [node.id] if isinstance(node, t.Name) else [node.attr] if isinstance(node, t.Attribute) else []
        if isinstance(node, t.DictItem) and isinstance(node.key, t.Constant):
            names.append(str(node.key.value))
    return {word for name in names for word in words(name)}
