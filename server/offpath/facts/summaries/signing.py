"""What calls are handed as keys: those that sign, encrypt or sign in, as far as their names tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from offpath.catalogue.library import SECRET
from offpath.catalogue.load import catalogue
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, last_name
from offpath.syntax import tree as t


def signing_in(reading: UnitReading) -> Iterator[tuple[Symbol, Symbol]]:
    """The calls of a unit that may take a key, with the names that they are handed for one."""
    known = _by_last_name()
    for call in reading.parsed.nodes(t.Call):
        for position, keyword in known.get(last_name(call.func), ()):
            given = call.keyword(keyword) or (call.args[position] if position < len(call.args) else None)
            if isinstance(given, (t.Name, t.Attribute)):
                callee, key = reading.symbols.of(call.func), reading.symbols.of(given)
                if callee is not None and key is not None and key[0] in ("global", "import", "attr"):
                    yield callee, key


@cache
def _by_last_name() -> dict[str, tuple[tuple[int, str], ...]]:
    """Where calls may be handed a key, by the last name of what is called: positions and keywords."""
    secret = {
        last: tuple(
            (each.position, each.keywords[0]) for each in forms if each.hold in SECRET and each.position is not None
        )
        for last, forms in catalogue().arguments.items()
    }
    return {last: tuple(dict.fromkeys(places)) for last, places in secret.items() if places}
