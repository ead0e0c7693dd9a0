"""Steps of a finding through other files: a function of the project, and which of its calls, found in the text when they are shown.

No offset is kept: whatever is edited around a call, or in other functions of its file, a step leads to it still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes, own_nodes


@dataclass(frozen=True, slots=True)
class Step:
    """A place in a function of the project."""

    module: str
    function: tuple[str, ...]
    """Its path within the module."""
    call: int | None = None
    """The number of a call in it, from 0; None: the function itself."""
    called: str = ""
    """What is called there, by the last part of its name: a text that has been edited meanwhile may have another call in its place."""


def step_to(module: str, function: FunctionSummary, site: CallSite) -> Step:
    """The step to a call site; to the call that hands a function over, where it is that."""
    number = -1
    for each in function.calls:
        number += not each.is_handed
        if each is site:
            return step_at(module, function, number)
    return Step(module, function.path)


def step_at(module: str, function: FunctionSummary, number: int | None) -> Step:
    """The step to a call by its number."""
    names = [each.name for each in function.calls if not each.is_handed]
    if number is None or not 0 <= number < len(names):
        return Step(module, function.path)
    return Step(module, function.path, number, names[number])


def calls_in(own: Nodes) -> Sequence[t.Call]:
    """The calls of a function in the order in which they are numbered, which is that of its call sites."""
    return own.of(t.Call)


def node_of(step: Step, function: t.FunctionDef) -> t.Node | None:
    """Where a step leads in the tree of its function; None: it stands there no more."""
    if step.call is None:
        return function
    called = calls_in(own_nodes(function.body))
    found = called[step.call] if 0 <= step.call < len(called) else None
    return found if found is not None and last_name(found.func) == step.called else None
