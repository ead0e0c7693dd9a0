"""Which calls ask a language model, and whether what it answers is bound to a form already."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.libraries.models import ANSWERING_NO_TEXT
from offpath.facts.language_models.calls import asks_by_shape
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


class Answer(Enum):
    """What a model answers."""

    TEXT = "text"
    TYPED = "typed"
    """A text or a record: only what made the client tells."""
    STRUCTURED = "structured"
    """A record of a form that the code handed over."""


def answer_of(facts: UnitFacts, call: t.Call) -> Answer | None:
    """What a model answers to a call; None: it asks no model, for all that its library and shape tell."""
    if not ANSWERING_NO_TEXT.isdisjoint((t.dotted(call.func) or "").split(".")):
        return None
    known = facts.asking.catalogue
    found = facts.resolve(call.func)
    name = "" if found is None else f"{found.name}.__call__" if found.kind == "instance" else found.name
    model = known.model(name) if found is not None and not found.internal else None
    if model is None and not asks_by_shape(call):
        return None
    if (model is not None and model.structured) or any(_is_given(call, each) for each in known.schemas):
        return Answer.STRUCTURED
    return Answer.TYPED if model is not None and model.typed else Answer.TEXT


def _is_given(call: t.Call, keyword: str) -> bool:
    value = call.keyword(keyword)
    return value is not None and not isinstance(value, t.Constant)
