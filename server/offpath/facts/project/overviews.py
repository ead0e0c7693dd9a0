"""What is found by looking through every module, once for all who ask of one name: a question that looked through them
itself would make each line of a project dearer for the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.contribution import ClassSummary


def evidence(project: Project) -> frozenset[str]:
    """What units set for the whole project, in the words of `registrations`."""
    return frozenset(each for module in project.modules.values() for c in module.contributions for each in c.evidence)


def packages(project: Project) -> frozenset[str]:
    """The dotted names of modules, and of the packages around them."""
    found = set(project.modules)
    for name in project.modules:
        while (name := name.rpartition(".")[0]) and name not in found:
            found.add(name)
    return frozenset(found)


def deriving(project: Project) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The classes that name a base so (undotted): module and path of each."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for module, path, summary in classes(project):
        for base in summary.base_names:
            found.setdefault(base.rpartition(".")[2], {})[module, path] = None
    return {name: tuple(places) for name, places in found.items()}


def class_names(project: Project) -> frozenset[str]:
    """The names of classes that stand at a module's top."""
    return frozenset(path for module in project.modules.values() for path in module.classes)


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's dotted name, its own, and what it takes."""

    dotted: str
    name: str
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Every function of a project."""

    by_name: Mapping[str, tuple[Signature, ...]]
    by_owner: Mapping[str, tuple[Signature, ...]]
    by_parameter: Mapping[str, tuple[Signature, ...]]


def signatures(project: Project) -> Signatures:
    """The functions of a project by their own name, by the class or module around, and by each parameter."""
    by_name: dict[str, list[Signature]] = {}
    by_owner: dict[str, list[Signature]] = {}
    by_parameter: dict[str, list[Signature]] = {}
    for module in project.modules.values():
        for path, summary in module.functions.items():
            dotted = module.dotted(path)
            each = Signature(dotted, summary.path[-1], frozenset(p.name for p in summary.parameters))
            by_name.setdefault(each.name, []).append(each)
            by_owner.setdefault(dotted.rpartition(".")[0], []).append(each)
            for parameter in each.parameters:
                by_parameter.setdefault(parameter, []).append(each)
    return Signatures(_frozen(by_name), _frozen(by_owner), _frozen(by_parameter))


def classes(project: Project) -> Iterator[tuple[str, str, ClassSummary]]:
    """Every class of a project: its module, its path, what it is."""
    for module in project.modules.values():
        for path, summary in module.classes.items():
            yield module.name, path, summary


def _frozen(lists: Mapping[str, list[Signature]]) -> dict[str, tuple[Signature, ...]]:
    return {name: tuple(each) for name, each in lists.items()}


EVIDENCE = Question(evidence, on_outline=True)
PACKAGES = Question(packages, on_outline=True)
DERIVING = Question(deriving, on_outline=True)
CLASS_NAMES = Question(class_names, on_outline=True)
SIGNATURES = Question(signatures, on_outline=True)
