"""Traits are words that one fact writes and another reads: no two facts may begin theirs alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from inspect import signature
from pathlib import Path

from offpath.facts.code.reading import UnitReading, read_unit
from offpath.facts.summaries import traits
from offpath.syntax import tree as t
from offpath.syntax.structure import Structure
from offpath.text.document import Document

FIXTURES = Path(__file__).parent.parent / "fixtures"


def readers() -> list[Callable[..., Iterator[str]]]:
    return [each for name, each in vars(traits).items() if name.endswith("_traits")]


def readings() -> Iterator[UnitReading]:
    for path in sorted(FIXTURES.glob("*/*.py")):
        for unit in Structure.of(Document.from_text(path.read_text(encoding="utf-8"))).units:
            yield read_unit(unit.kind, unit.path, unit.text, unit.prefix, unit.suffix, unit.own)


def test_each_trait_has_one_writer() -> None:
    writers: dict[str, set[str]] = defaultdict(set)
    for reading in readings():
        for function in reading.parsed.nodes(t.FunctionDef):
            own = reading.own_nodes(function)
            known = {"node": function, "function": function, "own": own, "nodes": own, "symbols": reading.symbols}
            for reader in readers():
                for trait in reader(*(known[name] for name in signature(reader).parameters)):
                    writers[trait.partition(" ")[0]].add(reader.__name__)
    assert len(writers) > 20
    assert {word: names for word, names in writers.items() if len(names) > 1} == {}
