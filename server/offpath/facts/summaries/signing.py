"""What calls are handed as keys: those that sign, encrypt or sign in, as far as their names tell."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.secret_arguments import SECRET_ARGUMENTS
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, last_name
from offpath.syntax import tree as t

_BY_LAST_NAME: dict[str, frozenset[tuple[int, str]]] = {
    last: frozenset(
        (position, keyword)
        for name, (position, keyword, _) in SECRET_ARGUMENTS.items()
        if name.rpartition(".")[2] == last
    )
    for last in {name.rpartition(".")[2] for name in SECRET_ARGUMENTS}
}


def signing_in(reading: UnitReading) -> Iterator[tuple[Symbol, Symbol]]:
    """The calls of a unit that may take a key, with the names that they are handed for one."""
    for call in reading.parsed.nodes(t.Call):
        for position, keyword in _BY_LAST_NAME.get(last_name(call.func), ()):
            given = call.keyword(keyword) or (call.args[position] if position < len(call.args) else None)
            if isinstance(given, (t.Name, t.Attribute)):
                callee, key = reading.symbols.of(call.func), reading.symbols.of(given)
                if callee is not None and key is not None and key[0] in ("global", "import", "attr"):
                    yield callee, key
