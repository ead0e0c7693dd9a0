"""What is in a dictionary of options that a module or an object keeps under a name."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.variables import dotted_symbol, follow
from offpath.facts.summaries.contribution import DictionarySummary, Folded

_MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class KnownDictionary:
    """The keys of a dictionary with their constant values (None: cannot tell), and whether there may be others."""

    keys: tuple[tuple[str, Folded | None], ...]
    is_open: bool


def dictionary(project: Project, module: str, symbol: Symbol) -> KnownDictionary | None:
    """What is in the dictionary that a symbol names in a module; None: cannot tell."""
    return _dictionary(project, module, symbol, 0)


def _dictionary(project: Project, module: str, symbol: Symbol, depth: int) -> KnownDictionary | None:
    facts = project.modules.get(module)
    dotted = _kept_at(project, facts, symbol) if facts is not None and depth < _MOST_STEPS else ""
    if not dotted:
        return None
    holder, path = Resolver(project).locate(dotted)
    if holder is None or not path:
        return None
    found = [each for each in project.dictionaries(holder) if each.name == path]
    if len(found) != 1 or found[0].is_open or _is_bound_anew(project, holder, path):
        return None
    return _with_spread(project, holder, found[0], depth)


def _kept_at(project: Project, facts: ModuleFacts, symbol: Symbol) -> str:
    if symbol[0] == "attr" and symbol[1] is not None and symbol[1][0] in ("self", "selfclass"):
        return ".".join(part for part in (facts.name, symbol[1][1], symbol[2]) if part)
    dotted = dotted_symbol(facts, symbol)
    return follow(project, dotted) if dotted else ""


def _is_bound_anew(project: Project, facts: ModuleFacts, path: str) -> bool:
    """Whether a name gets another value somewhere in its module, or its object's attribute changes in another method."""
    owner, _, name = path.rpartition(".")
    if not owner:
        symbol = facts.bindings.get(name)
        return symbol is not None and symbol[0] not in ("literal", "call", "await")
    changes = 0
    for function_path, _ in facts.functions.items():
        if function_path.startswith(f"{owner}."):
            summary = project.body(facts, function_path)
            changes += sum(each.attribute == name for each in summary.state) if summary is not None else 0
    return changes > 1


def _with_spread(project: Project, facts: ModuleFacts, found: DictionarySummary, depth: int) -> KnownDictionary:
    keys: dict[str, Folded | None] = {}
    is_open = False
    for symbol in found.spread:
        inner = _dictionary(project, facts.name, symbol, depth + 1)
        is_open = is_open or inner is None or inner.is_open
        keys.update(inner.keys if inner is not None else ())
    keys.update(found.keys)
    return KnownDictionary(tuple(keys.items()), is_open)


DICTIONARY = Question(dictionary)
