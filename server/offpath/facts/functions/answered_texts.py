"""Functions that answer with the text of what they are handed: `return f"{type(error).__name__}: {error}"`.

`text_traits` yields `puts into words NAME` for the parameter's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

ANSWERS_TEXT = "puts into words "
_AS_TEXT = frozenset({"str", "repr", "format_exception"})


def text_traits(node: t.FunctionDef, nodes: Nodes) -> Iterator[str]:
    """What a function's own returns show."""
    own = {param.name for param in node.params} - set(_asked_of_their_kind(nodes))
    for returned in nodes.of(t.Return):
        if returned.value is not None:
            for part in returned.value.walk():
                told = _told(part)
                if told in own:
                    yield ANSWERS_TEXT + told


def _asked_of_their_kind(nodes: Nodes) -> Iterator[str]:
    """The names of which a function asks what they are: what it says of an exception it has chosen."""
    for call in nodes.of(t.Call):
        if last_name(call.func) == "isinstance" and call.args and isinstance(call.args[0], t.Name):
            yield call.args[0].id


def _told(part: t.Node) -> str:
    """The name whose text a part of an answer holds; empty: of none."""
    value: t.Node | None = None
    if isinstance(part, t.FormattedValue):
        value = part.value
    elif isinstance(part, t.Call) and last_name(part.func) in _AS_TEXT and part.args:
        value = part.args[0]
    return value.id if isinstance(value, t.Name) else ""
