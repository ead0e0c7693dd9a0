"""Functions that hook something into a client which sees every answer: the trait `HOOKS_ANSWERS`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.syntax import tree as t

HOOKS_ANSWERS = "hooks answers"
"""`session.hooks["response"].append(check)`, `client.event_hooks = {"response": [check]}`."""

_HOOKS = frozenset({"hooks", "event_hooks"})


def hook_traits(body: Iterable[t.Node]) -> Iterator[str]:
    """`HOOKS_ANSWERS`, where the function reaches for what such clients keep their hooks in."""
    if any(isinstance(each, t.Attribute) and each.attr in _HOOKS for each in body):
        yield HOOKS_ANSWERS
