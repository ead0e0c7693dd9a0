"""How much a look at a path that decides an action matters: what is done there, and who else may come in between."""

from __future__ import annotations

from enum import Enum

from offpath.detect.race_condition.check_then_open import CheckedPath, makes_file
from offpath.facts.project.attended import IS_ATTENDED
from offpath.facts.project.removing import REMOVES_FILES
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


def reason_of(facts: UnitFacts, found: CheckedPath) -> Reason:
    """What a finding rests on."""
    function = facts.function_of(found.act)
    if function is not None and facts.asking.ask(IS_ATTENDED, function.qualified_name):
        return Reason.BY_HAND
    if found.kind == "mkdir":
        return Reason.MAKES_FOLDER
    if found.kind == "remove":
        return Reason.CLEANS_UP if _is_after_failure(found.act) else Reason.REMOVES
    if found.kind == "rename":
        return Reason.MOVES
    if makes_file(facts, found.act):
        return Reason.MAKES_FILE
    return Reason.READS_WHAT_GOES if facts.asking.ask(REMOVES_FILES, facts.module) else Reason.READS


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
