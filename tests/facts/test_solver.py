"""The solver against a naive one, on random graphs: the same answers, whatever order places come in, and after every edit."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

import pytest

from offpath.facts.project.solver import Spread, groups, least, on_every_way
from offpath.syntax.budget import OutOfSteps, allowed

Graph = dict[int, tuple[int, ...]]


def _graph(seed: int) -> Graph:
    chance = random.Random(seed)
    size = chance.randrange(1, 14)
    return {place: tuple(chance.choices(range(size), k=chance.randrange(4))) for place in range(size)}


def _closure(graph: Mapping[int, Iterable[int]], start: int) -> set[int]:
    found, new = {start}, {start}
    while new:
        new = {each for place in new for each in graph[place]} - found
        found |= new
    return found


def _naive(graph: Graph, own: Mapping[int, frozenset[str]]) -> dict[int, frozenset[str]]:
    known: dict[int, frozenset[str]] = dict.fromkeys(graph, frozenset())
    while True:
        now = {place: own[place].union(*(known[each] for each in graph[place])) for place in graph}
        if now == known:
            return known
        known = now


@pytest.mark.parametrize("seed", range(200))
def test_a_spread_is_what_is_reached(seed: int) -> None:
    graph = _graph(seed)
    found = dict(Spread([0], graph.__getitem__))
    assert set(found) == _closure(graph, 0)
    assert list(found.values()) == sorted(found.values())
    near = dict(Spread([0], graph.__getitem__, deepest=1))
    assert set(near) == {0, *graph[0]}


@pytest.mark.parametrize("seed", range(200))
def test_the_least_is_the_naive_fixpoint(seed: int) -> None:
    graph = _graph(seed)
    own = {place: frozenset(random.Random(f"{seed} {place}").choices("abcdefgh", k=place % 2)) for place in graph}
    naive = _naive(graph, own)
    for start in graph:
        assert (
            least(start, graph.__getitem__, lambda k, of: own[k].union(*map(of, graph[k])), frozenset()) == naive[start]
        )
    turned = {place: tuple(reversed(graph[place])) for place in reversed(graph)}
    assert least(0, turned.__getitem__, lambda k, of: own[k].union(*map(of, turned[k])), frozenset()) == naive[0]


@pytest.mark.parametrize("seed", range(200))
def test_groups_lead_to_each_other_and_come_after_what_they_lead_to(seed: int) -> None:
    graph = _graph(seed)
    reached = _closure(graph, 0)
    found = list(groups(0, graph))
    assert sorted(each for group in found for each in group) == sorted(reached)
    place = {each: number for number, group in enumerate(found) for each in group}
    for one in reached:
        assert all(place[each] <= place[one] for each in graph[one])
        for other in reached:
            is_mutual = other in _closure(graph, one) and one in _closure(graph, other)
            assert (place[one] == place[other]) is is_mutual


@pytest.mark.parametrize("seed", range(200))
def test_on_every_way_is_what_no_way_avoids(seed: int) -> None:
    graph = _graph(seed)
    passed = {place for place in graph if place % 3 == 1}

    def ways(place: int) -> Iterator[int | bool]:
        yield from ((True if each in passed else each + 100) for each in graph[place - 100])

    avoided = {0}
    while True:
        more = avoided | {each for place in avoided for each in graph[place] if each not in passed}
        if more == avoided:
            break
        avoided = more
    is_passed = any(each in passed for place in avoided for each in graph[place])
    assert on_every_way(100, ways) is (is_passed and all(graph[place] for place in avoided))


def test_what_lies_beyond_is_told() -> None:
    spread = Spread([0], lambda place: [place + 1], most=10)
    assert len(list(spread)) == 10
    assert spread.is_cut
    assert least(0, lambda place: [place + 1], lambda place, of: of(place + 1) + 1, 0, most=10) == 10
    assert not on_every_way(1, lambda place: [place + 1, True], most=10)


def test_two_places_are_one_where_what_is_carried_does_not_count() -> None:
    found = Spread([("f", 1)], lambda place: [("g", 2), ("g", 3), ("f", 4)], same=lambda place: place[0])
    assert [place for place, _ in found] == [("f", 1), ("g", 2)]


def test_a_long_chain_needs_no_depth() -> None:
    chain = {place: (place + 1,) if place < 5_000 else () for place in range(5_001)}
    assert least(0, chain.__getitem__, lambda place, of: max(place, *map(of, chain[place]), 0), 0, most=6_000) == 5_000


def test_steps_are_counted() -> None:
    for walk in (
        lambda: list(Spread([0], lambda place: [place + 1])),
        lambda: least(0, lambda place: [place + 1], lambda place, of: 0, 0),
        lambda: on_every_way(2, lambda place: [place + 1]),
    ):
        with pytest.raises(OutOfSteps), allowed(20):
            walk()
