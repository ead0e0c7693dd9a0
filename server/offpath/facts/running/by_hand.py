"""Whether a person at a terminal runs a function: told by who calls it, or by where it stands."""

from __future__ import annotations

from offpath.facts.code.kinds_of_files import COMMAND_LINE
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.unit import FunctionFacts


def is_by_hand(function: FunctionFacts | None) -> bool:
    """Whether whoever waits for the function sees it and can end it."""
    if function is None:
        return False
    return COMMAND_LINE in function.unit.file.kinds or function.unit.asking.ask(IS_ATTENDED, function.qualified_name)
