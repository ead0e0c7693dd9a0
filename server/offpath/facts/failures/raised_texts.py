"""Functions that raise texts written for people: what a program translates is meant to be read on a page.

`raising_traits` yields `raises texts for people`.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

RAISES_FOR_PEOPLE = "raises texts for people"

_TRANSLATING = frozenset(
    {"_", "gettext", "ngettext", "pgettext", "ugettext", "gettext_lazy", "ngettext_lazy", "lazy_gettext", "gettext_noop", "_l", "translate", "tr"}
)  # fmt: skip
"""What translates a text, by the names that it has everywhere."""


def raising_traits(own: Nodes) -> Iterator[str]:
    """What a function's own nodes show."""
    if any(map(raises_for_people, own.of(t.Raise))):
        yield RAISES_FOR_PEOPLE


def raises_for_people(node: t.Raise) -> bool:
    """Whether what is raised carries a translated text."""
    given = node.exc.args if isinstance(node.exc, t.Call) else []
    return any(
        isinstance(each, t.Call) and last_name(each.func) in _TRANSLATING for part in given for each in part.walk()
    )
