"""Names that records have although no field says so: what queries compute for them, and what code sets on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import ANY_NAME


@dataclass(frozen=True, slots=True)
class GivenNames:
    """What a project gives to records beside their fields."""

    computed: frozenset[str]
    """By queries, under names that these choose."""
    set_on: Mapping[str, tuple[tuple[str, Symbol | None], ...]]
    """From outside: the modules, with what each sets the attribute on."""


def given_names(project: Project) -> GivenNames:
    """All of them, in one look."""
    computed: set[str] = set()
    set_on: dict[str, list[tuple[str, Symbol | None]]] = {}
    for module, contribution in project.row_names():
        computed |= contribution.row_names
        for attribute, symbol in contribution.given:
            set_on.setdefault(attribute, []).append((module.name, symbol))
    bases = {each.removesuffix("()") for each in computed if each.endswith("()")}
    for module in project.modules.values() if bases else ():
        for path, summary in module.classes.items():
            if path in bases:
                computed |= {field.name for field in summary.fields}
                computed |= {module.functions[each].path[-1] for each in module.nested_functions.get(path, ())}
    return GivenNames(frozenset(computed), {name: tuple(each) for name, each in set_on.items()})


def is_given(project: Project, model: str, name: str) -> bool:
    """Whether records of a model may have a name that no field of theirs says."""
    found = project.answer(GIVEN_NAMES)
    if name in found.computed or ANY_NAME in found.computed:
        return True
    resolver = Resolver(project)
    for module, symbol in found.set_on.get(name, ()):
        ref = resolver.resolve(module, symbol)
        if ref is None or not ref.internal or ref.name == model or ref.kind not in ("instance", "class"):
            return True
    return False


GIVEN_NAMES = Question(given_names)
IS_GIVEN = Question(is_given)
