"""What else a function's body shows: one word for each, of whichever fact looks for it."""

from __future__ import annotations

from offpath.facts.code.symbols import Symbols
from offpath.facts.failures.raised_texts import raising_traits
from offpath.facts.failures.told_failures import telling_traits
from offpath.facts.functions.ambient import ambient_traits
from offpath.facts.functions.answer_hooks import hook_traits
from offpath.facts.functions.containers import container_traits
from offpath.facts.functions.credential_checks import credential_traits
from offpath.facts.functions.deadlines import deadline_traits
from offpath.facts.functions.drawing import drawing_traits
from offpath.facts.functions.kept_answers import kept_traits
from offpath.facts.functions.limit_answers import limit_traits
from offpath.facts.functions.open_generators import generator_traits
from offpath.facts.functions.pooled import pooled_traits
from offpath.facts.functions.ways_past import role_traits
from offpath.facts.values.forwarded import forwarded_traits
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
        *role_traits(node),
    }
    return tuple(sorted(found))
