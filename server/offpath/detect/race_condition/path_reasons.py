"""How much a look at a path that decides an action matters: what is done there, and who else may come in between."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.words.verbs import words
from offpath.detect.race_condition.check_then_open import CheckedPath, makes_file
from offpath.facts.project.removing import REMOVES_FILES
from offpath.facts.running.at_once import RUNS_AT_ONCE, Several
from offpath.facts.running.by_hand import is_by_hand
from offpath.facts.stores.chain import local_value
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    MAKES_FOLDER = "makes a folder"
    MAKES_FILE = "makes a file"
    REMOVES = "removes"
    MOVES = "moves"
    READS_WHAT_GOES = "reads what the module removes"
    READS = "only reads"
    CLEANS_UP = "cleans up"
    BY_HAND = "run by hand"
    AT_START = "at the start"
    BY_CONTENT = "named by its content"
    NOBODY_ELSE = "nobody else seen"


def several_at(facts: UnitFacts, found: CheckedPath) -> Several | None:
    """Who runs the code that looks; None: the module does when it is loaded."""
    function = facts.function_of(found.act)
    return facts.asking.ask(RUNS_AT_ONCE, function.qualified_name) if function is not None else None


def reason_of(facts: UnitFacts, found: CheckedPath, several: Several | None) -> Reason:
    """What a finding rests on."""
    if is_by_hand(facts.function_of(found.act)):
        return Reason.BY_HAND
    if several is None:
        return Reason.AT_START
    if found.kind == "open" and not makes_file(facts, found.act):
        return Reason.READS_WHAT_GOES if _is_removed(facts, several) else Reason.READS
    if found.kind == "remove" and _is_after_failure(found.act):
        return Reason.CLEANS_UP
    if found.kind == "open" and not _BY_CONTENT.isdisjoint(words(_spelled(facts, found))):
        return Reason.BY_CONTENT
    return Reason.NOBODY_ELSE if several is Several.NOBODY_SEEN else _DONE.get(found.kind, Reason.MAKES_FILE)


_DONE = {"mkdir": Reason.MAKES_FOLDER, "remove": Reason.REMOVES, "rename": Reason.MOVES}

_BY_CONTENT = frozenset({"digest", "hash", "sha", "sha1", "sha256", "md5", "checksum", "hexdigest", "fingerprint"})
"""Words of paths whose file is the same whoever has written it."""


def _spelled(facts: UnitFacts, found: CheckedPath) -> str:
    """A path as written, with what its name stands for."""
    look = found.look
    node = look.func.value if isinstance(look.func, t.Attribute) and not look.args else look.args[0]
    made = local_value(facts, node)
    return f"{found.path} {facts.text(made)}" if made is not None else found.path


def _is_removed(facts: UnitFacts, several: Several) -> bool:
    return several is not Several.NOBODY_SEEN and facts.asking.ask(REMOVES_FILES, facts.module)


def _is_after_failure(act: t.Node) -> bool:
    """Whether something is put away because a step failed, or at the end of all: in an except branch or a `finally`."""
    child = act
    for outer in act.ancestors():
        if isinstance(outer, t.ExceptHandler):
            return True
        if isinstance(outer, t.Try) and child in outer.finalbody:
            return True
        if isinstance(outer, t.FunctionDef):
            return False
        child = outer
    return False
