"""What all methods of a class, or all functions of a module, do to a container, or with a client, that they share."""

from __future__ import annotations

from offpath.facts.functions.containers import ADDS, BOUNDS, CAPS, SETS, TAKES, WRITES
from offpath.facts.functions.deadlines import BOUNDED, WAITS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver


def kept_short(project: Project, owner: str, attribute: str) -> bool:
    """Whether every method of a class that adds to an attribute asks for its length, or it holds only so much, or only what is written out."""
    facts, path = Resolver(project).locate(owner)
    if facts is None or path not in facts.classes:
        return False
    methods = [project.body(facts, key) for key in facts.functions if key.rpartition(".")[0] == path]
    traits = [frozenset(each.traits) for each in methods if each is not None]
    if any(f"{BOUNDS} {attribute}" in each for each in traits):
        return True
    adding = [each for each in traits if f"{ADDS} {attribute}" in each]
    if adding:
        return all(f"{CAPS} {attribute}" in each for each in adding)
    does = frozenset().union(*traits)
    return f"{WRITES} {attribute}" in does and f"{SETS} {attribute}" not in does


def takers(project: Project, owner: str, container: str) -> tuple[str, ...]:
    """The functions of a class, or of a module (`:name`), that remove something from a container, dotted within the module."""
    is_global = container.startswith(":")
    facts, path = (project.modules.get(owner), "") if is_global else Resolver(project).locate(owner)
    if facts is None:
        return ()
    found = (project.body(facts, key) for key in facts.functions if is_global or key.rpartition(".")[0] == path)
    return tuple(".".join(f.path) for f in found if f is not None and f"{TAKES} {container}" in f.traits)


def bounded_uses(project: Project, owner: str, attribute: str) -> bool:
    """Whether every call that a class makes on an attribute is bounded by a deadline around it."""
    facts, path = Resolver(project).locate(owner)
    if facts is None or path not in facts.classes:
        return False
    methods = [project.body(facts, key) for key in facts.functions if key.rpartition(".")[0] == path]
    traits = {trait for each in methods if each is not None for trait in each.traits}
    return f"{BOUNDED} {attribute}" in traits and f"{WAITS} {attribute}" not in traits


BOUNDED_USES = Question(bounded_uses)
TAKERS = Question(takers)
KEPT_SHORT = Question(kept_short)
