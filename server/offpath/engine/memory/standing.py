"""Which kept reports still stand when something in a project has changed: those whose recorded answers all still hold."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from offpath.engine.memory import trusted
from offpath.engine.memory.keeping import digest_of
from offpath.engine.memory.remembered import Kept, ProjectDigests, Snapshot
from offpath.engine.memory.trusted import Untrusted
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import bodies_changed
from offpath.facts.project.question import Question

if TYPE_CHECKING:
    from offpath.engine.projects import ProjectState
    from offpath.facts.project.memory import Key
    from offpath.facts.project.project import Answer, Asked, Project
    from offpath.facts.summaries.contribution import Contribution

Before: TypeAlias = "Callable[[str], tuple[Contribution, ...] | None]"
"""What a file, by its path from the root, contributed in the state of the kept reports; None where nobody knows any more."""

_Answered: TypeAlias = "tuple[Asked, Answer, bytes]"
_PARTS = 3
_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Rested:
    """Answers that a report rests on."""

    answers: bytes
    """Every question with its answer and the bodies behind it, packed."""
    bodies: bytes
    """All those bodies."""


def rested_on(answers: Mapping[Asked, Answer], project: Project) -> Rested:
    """The answers that a report rests on, as they are kept."""
    return _packed([(asked, answer, _bodies_behind(asked, project)) for asked, answer in answers.items()])


def _packed(answers: Sequence[_Answered]) -> Rested:
    numbers = {number for *_, bodies in answers for number in _numbers(bodies)}
    return Rested(trusted.packed(list(answers)), array("Q", sorted(numbers)).tobytes())


def _bodies_behind(asked: Asked, project: Project) -> bytes:
    return b"".join(sorted(map(_digest_of, project.bodies_behind(asked))))


def names_of(project: ProjectState) -> str:
    """A digest of the names of all modules."""
    return digest_of(json.dumps(sorted(project.names.items())).encode())


def still_standing(kept: Snapshot, now: ProjectDigests, project: ProjectState, before: Before) -> dict[str, Kept]:
    """The reports of a snapshot that hold in the state of the project ``now``, by path."""
    if kept.state.project != now.project:
        return {}
    paths = {*kept.state.files, *now.files}
    changed = {path for path in paths if _text_of(kept.state, path) != _text_of(now, path)}
    names = project.names
    bodies = _changed_bodies(changed, project, before) if names_of(project) == kept.names else None
    found = {}
    for path, each in kept.reports.items():
        itself = now.files.get(path) == kept.state.files.get(path) and names.get(path) == each.module
        if itself and "" not in each.shown and changed.isdisjoint(each.shown):
            confirmed = _confirmed(each, bodies, project.facts)
            if confirmed is not None:
                found[path] = confirmed
    return found


def _text_of(state: ProjectDigests, path: str) -> str | None:
    known = state.files.get(path)
    return None if known is None else known[0]


def _absolute(project: ProjectState, path: str) -> str:
    return os.path.join(project.root.folder, *path.split("/"))


def _changed_bodies(changed: Iterable[str], project: ProjectState, before: Before) -> frozenset[int] | None:
    """The bodies that do something else now, as they are kept; None where more than bodies may have changed."""
    keys: set[Key] = set()
    for path in changed:
        old, now = before(path), project.contributions_of(_absolute(project, path))
        facts = project.facts.modules.get(project.names.get(path, ""))
        if old is None or now is None or facts is None:
            return None
        found = bodies_changed(ModuleFacts(facts.name, facts.path, facts.is_package, old), facts)
        if found is None:
            return None
        keys |= found
    return frozenset(_numbers(b"".join(map(_digest_of, keys))))


def _confirmed(kept: Kept, bodies: frozenset[int] | None, project: Project) -> Kept | None:
    """The report with the bodies that it rests on now; None where an answer is another."""
    if bodies is not None and bodies.isdisjoint(_numbers(kept.bodies)):
        return kept
    try:
        answers = answers_in(kept)
        concerned = [bodies is None or not bodies.isdisjoint(_numbers(behind)) for *_, behind in answers]
        asked = [each for each, is_concerned in zip(answers, concerned, strict=True) if is_concerned]
        if not all(project.recorded(question) == answer for question, answer, _ in asked):
            return None
    except Exception:  # whatever is wrong with it, the file is looked at anew, and what is wrong with that is told
        return None
    renewed = [
        (question, answer, _bodies_behind(question, project) if is_concerned else behind)
        for (question, answer, behind), is_concerned in zip(answers, concerned, strict=True)
    ]
    if [behind for *_, behind in renewed] == [behind for *_, behind in answers]:
        return kept
    rested = _packed(renewed)
    return replace(kept, answers=rested.answers, bodies=rested.bodies)


def answers_in(kept: Kept) -> list[_Answered]:
    """The questions that a report rests on, with their answers and the bodies behind them. Raises `Untrusted`."""
    found = trusted.unpacked(kept.answers)
    if not isinstance(found, list) or not all(map(_is_answered, found)):
        raise Untrusted("no answers")
    return found


def _is_answered(value: Any) -> bool:
    if not (isinstance(value, tuple) and len(value) == _PARTS):
        return False
    asked, _, behind = value
    return isinstance(asked, tuple) and type(asked[0]) is Question and isinstance(behind, bytes)


@lru_cache(maxsize=100_000)
def _digest_of(key: Key) -> bytes:
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


def _numbers(data: bytes) -> array[int]:
    numbers = array("Q")
    numbers.frombytes(data)
    return numbers
