"""Calls that ask language models, as far as their shape tells."""

from __future__ import annotations

from offpath.catalogue.libraries import models as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t


def asks_by_shape(call: t.Call) -> bool:
    """Whether a call asks a model: `….chat.completions.create(…)`, `model.generate_content(…)`, `llm.invoke(…)`."""
    if not isinstance(call.func, t.Attribute):
        return False
    parts = _parts(call.func)
    if asks_by_names(parts):
        return True
    receiver = words(last_name(call.func.value))
    return parts[-1] in catalogue.CLIENT_METHODS and not catalogue.CLIENT_WORDS.isdisjoint(receiver)


def asks_by_names(parts: tuple[str, ...]) -> bool:
    """Whether a chain of names is one by which models are asked, whatever it begins with."""
    if not parts:
        return False
    return any(parts[-len(chain) :] == chain for chain in catalogue.CHAINS) or parts[-1] in catalogue.METHODS


def _parts(node: t.Expr) -> tuple[str, ...]:
    parts: list[str] = []
    while isinstance(node, t.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, t.Name):
        parts.append(node.id)
    return tuple(reversed(parts))
