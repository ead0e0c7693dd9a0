"""What else a function's body shows: one word for each, of whichever fact looks for it."""

from __future__ import annotations

from offpath.facts.code.ambient import ambient_traits
from offpath.facts.code.answer_hooks import hook_traits
from offpath.facts.code.containers import container_traits
from offpath.facts.code.credential_checks import credential_traits
from offpath.facts.code.deadlines import deadline_traits
from offpath.facts.code.drawing import drawing_traits
from offpath.facts.code.forwarded import forwarded_traits
from offpath.facts.code.kept_answers import kept_traits
from offpath.facts.code.limit_answers import limit_traits
from offpath.facts.code.open_generators import generator_traits
from offpath.facts.code.pooled import pooled_traits
from offpath.facts.code.raised_texts import raising_traits
from offpath.facts.code.symbols import Symbols
from offpath.facts.code.told_failures import telling_traits
from offpath.syntax import tree as t


def traits_of(node: t.FunctionDef, body: list[t.Node], symbols: Symbols) -> tuple[str, ...]:
    """The words in which facts about single functions tell the project what a body shows, in order."""
    found = {*credential_traits(node, body, symbols), *ambient_traits(body, symbols)}
    found |= {
        *generator_traits(body),
        *drawing_traits(body, symbols),
        *forwarded_traits(body, symbols),
        *kept_traits(node, body),
        *container_traits(node, body),
        *telling_traits(node, body),
        *deadline_traits(node, body),
        *pooled_traits(node, body),
        *raising_traits(body),
        *limit_traits(body),
        *hook_traits(body),
    }
    return tuple(sorted(found))
