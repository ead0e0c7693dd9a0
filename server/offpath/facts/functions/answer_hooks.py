"""Functions that hook something into a client which sees every answer: the trait `HOOKS_ANSWERS`."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

HOOKS_ANSWERS = "hooks answers"
"""`session.hooks["response"].append(check)`, `client.event_hooks = {"response": [check]}`."""

_HOOKS = frozenset({"hooks", "event_hooks"})


def hook_traits(own: Nodes) -> Iterator[str]:
    """`HOOKS_ANSWERS`, where the function reaches for what such clients keep their hooks in."""
    if any(each.attr in _HOOKS for each in own.of(t.Attribute)):
        yield HOOKS_ANSWERS
