"""What else a function's body shows: one word for each, of whichever fact looks for it."""

from __future__ import annotations

from offpath.facts.code.stages import stage_traits
from offpath.facts.code.symbols import Symbols
from offpath.facts.failures.raised_texts import raising_traits
from offpath.facts.failures.told_failures import telling_traits
from offpath.facts.functions.ambient import ambient_traits
from offpath.facts.functions.answer_hooks import hook_traits
from offpath.facts.functions.answered_texts import text_traits
from offpath.facts.functions.containers import container_traits
from offpath.facts.functions.credential_checks import credential_traits
from offpath.facts.functions.deadlines import deadline_traits
from offpath.facts.functions.drawing import drawing_traits
from offpath.facts.functions.kept_answers import kept_traits
from offpath.facts.functions.limit_answers import limit_traits
from offpath.facts.functions.open_generators import generator_traits
from offpath.facts.functions.pooled import pooled_traits
from offpath.facts.functions.setting_readers import reading_traits
from offpath.facts.functions.ways_past import role_traits
from offpath.facts.values.forwarded import forwarded_traits
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes


def traits_of(node: t.FunctionDef, own: Nodes, symbols: Symbols) -> tuple[str, ...]:
    """The words in which facts about single functions tell the project what a body shows, in order."""
    found = {*credential_traits(node, own, symbols), *ambient_traits(own, symbols)}
    found |= {
        *generator_traits(own),
        *drawing_traits(own, symbols),
        *forwarded_traits(own, symbols),
        *kept_traits(node, own),
        *container_traits(node, own),
        *telling_traits(own),
        *deadline_traits(node, own),
        *pooled_traits(node, own),
        *raising_traits(own),
        *limit_traits(own),
        *hook_traits(own),
        *role_traits(node),
        *stage_traits(node, own, symbols),
        *text_traits(node, own),
        *reading_traits(node, own),
    }
    return tuple(sorted(found))
