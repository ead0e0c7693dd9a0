"""Which kept reports still stand when something in a project has changed: those whose recorded answers all still hold."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from offpath.engine import trusted
from offpath.engine.keeping import digest_of
from offpath.engine.remembered import Kept, Snapshot, State
from offpath.engine.trusted import Untrusted
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

_DIGEST_BYTES = 8


def packed_answers(answers: Mapping[Asked, Answer]) -> bytes:
    """The answers that a report rests on, as they are kept."""
    return trusted.packed(list(answers.items()))


def packed_bodies(asked: Iterable[Asked], project: Project) -> bytes:
    """The bodies behind answers, as they are kept."""
    keys = {key for each in asked for key in project.bodies_behind(each)}
    return b"".join(sorted(map(_digest_of, keys)))


def names_of(project: ProjectState) -> str:
    """A digest of the names of all modules."""
    return digest_of(json.dumps(sorted(project.names.items())).encode())


def still_standing(kept: Snapshot, now: State, project: ProjectState, before: Before) -> dict[str, Kept]:
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


def _text_of(state: State, path: str) -> str | None:
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
        asked = [each for each in answers if bodies is None or not each[0].on_outline]
        if not all(project.recorded(each) == answers[each] for each in asked):
            return None
    except Exception:  # whatever is wrong with it, the file is looked at anew, and what is wrong with that is told
        return None
    return replace(kept, bodies=packed_bodies(asked, project))


def answers_in(kept: Kept) -> dict[Asked, Answer]:
    """The questions that a report rests on, with their answers. Raises `Untrusted`."""
    found: dict[Any, Any] = dict(trusted.unpacked(kept.answers))
    if not all(isinstance(asked, tuple) and type(asked[0]) is Question for asked in found):
        raise Untrusted("no questions")
    return found


def _digest_of(key: Key) -> bytes:
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


def _numbers(data: bytes) -> array[int]:
    numbers = array("Q")
    numbers.frombytes(data)
    return numbers
