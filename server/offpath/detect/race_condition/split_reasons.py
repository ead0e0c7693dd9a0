"""How much it matters that an await splits an update: whether anybody else is there, and what a second one would do."""

from __future__ import annotations

from enum import Enum

from offpath.detect.race_condition.await_splits_update import SplitUpdate
from offpath.facts.running.by_hand import is_by_hand
from offpath.facts.running.made_for_one import MADE_FOR_ONE
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    WRITTEN_BACK = "written back"
    DECIDED = "decided before the await"
    MEMO = "computed twice"
    OF_ONE_CALL = "object of one call"
    BY_HAND = "run by hand"


def reason_of(function: FunctionFacts, found: SplitUpdate) -> Reason:
    """What a finding rests on."""
    if is_by_hand(function):
        return Reason.BY_HAND
    if found.place.startswith("self.") and function.class_name:
        if function.unit.asking.ask(MADE_FOR_ONE, function.class_name):
            return Reason.OF_ONE_CALL
    if found.certain:
        return Reason.WRITTEN_BACK
    return Reason.MEMO if _is_memo(function, found) else Reason.DECIDED


def _is_memo(function: FunctionFacts, found: SplitUpdate) -> bool:
    """Whether what is filled was only asked whether it is there, and answered if so: `if self.rows: return self.rows`."""
    if not isinstance(found.write, t.Call):
        return False
    branch = found.read.parent
    if not isinstance(branch, t.If) or not isinstance(branch.body[-1], t.Return):
        return False
    answered = branch.body[-1].value
    return answered is not None and function.unit.text(answered) == found.place
