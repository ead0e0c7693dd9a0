"""What names denote across files: the questions that nearly everybody asks."""

from __future__ import annotations

from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.classes import deriving_from
from offpath.facts.project.overviews import CLASS_NAMES, PACKAGES, SIGNATURES
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.variables import dotted_symbol, follow
from offpath.facts.summaries.contribution import ClassSummary, Folded, FunctionSummary


def resolve(project: Project, module: str, symbol: Symbol) -> Ref | None:
    """What a symbol denotes in a module."""
    return Resolver(project).resolve(module, symbol)


def lineage(project: Project, name: str) -> tuple[str, ...]:
    """Dotted names of a class and all its known bases, nearest first, library bases with theirs."""
    types = project.catalogue.types
    found: list[str] = []
    for module, path in Resolver(project).lineage(name):
        names = (f"{module}.{path}",) if module else types.lineage(types.canonical(path))
        found.extend(n for n in names if n not in found)
    return tuple(found)


def function(project: Project, name: str) -> FunctionSummary | None:
    """The summary of a function or method by dotted name."""
    facts, path = Resolver(project).locate(name)
    return project.body(facts, path) if facts is not None else None


def class_(project: Project, name: str) -> ClassSummary | None:
    """The summary of a class by dotted name."""
    facts, path = Resolver(project).locate(name)
    return facts.classes.get(path) if facts is not None else None


def constant(project: Project, module: str, symbol: Symbol) -> Folded | None:
    """The constant value of a global name of the project, through imports."""
    return _global_value(project, module, symbol, is_unset=False)


def unset(project: Project, module: str, symbol: Symbol) -> Folded | None:
    """As `constant`, for what a global name is where nobody has set what it reads from the environment."""
    return _global_value(project, module, symbol, is_unset=True)


def _global_value(project: Project, module: str, symbol: Symbol, *, is_unset: bool) -> Folded | None:
    for _ in range(8):
        facts = project.modules.get(module)
        if facts is None:
            return None
        if symbol[0] == "global":
            if symbol[1] in facts.constants:
                return Folded(facts.constants[symbol[1]])
            if is_unset and symbol[1] in facts.unset:
                return Folded(facts.unset[symbol[1]])
            binding = facts.bindings.get(symbol[1])
            if binding is None:
                return None
            symbol = binding
        elif symbol[0] == "import":
            source, _, name = facts.absolute(int(symbol[1]), symbol[2]).rpartition(".")
            module, symbol = source, ("global", name)
        elif symbol[0] == "attr":
            owner = Resolver(project).resolve(module, symbol[1])
            if owner is None or not owner.internal:
                return None
            if owner.kind == "module":
                module, symbol = owner.name, ("global", symbol[2])
                continue
            summary = class_(project, owner.name)
            fields = {f.name: f.constant for f in summary.fields} if summary is not None else {}
            found = fields.get(symbol[2])
            return Folded(found) if found is not None else None
        else:
            return None
    return None


_PLAIN_BASES = frozenset(
    {"object", "ABC", "Generic", "Protocol", "NamedTuple", "TypedDict", "Enum", "Exception", "BaseModel"}
)


def unseen_bases(project: Project, name: str) -> tuple[str, ...]:
    """Bases of a class, direct or not, whose methods cannot be seen: library classes and names that do not resolve."""
    resolver = Resolver(project)
    found: list[str] = []
    for module, path in resolver.lineage(name):
        if not module:
            if path.rpartition(".")[2] not in _PLAIN_BASES:
                found.append(path)
            continue
        summary = project.modules[module].classes.get(path)
        if summary is not None and len(summary.bases) < len(summary.base_names):
            found.extend(summary.base_names)
    return tuple(dict.fromkeys(found))


def overridden(project: Project, class_name: str, method: str) -> bool:
    """Whether a subclass in the project, direct or not, defines the method anew."""
    return any(
        f"{path}.{method}" in project.modules[module].functions for module, path in deriving_from(project, class_name)
    )


_SHARED_PARAMETERS = 4
"""So many parameters in common with another function are a convention, whatever the names of the functions."""


_SHARED_ENDINGS = 2
"""So many more functions beside one that take the same and end alike are a family: `_bar_chart`, `_line_chart`, `_pie_chart`."""


def namesake(project: Project, qualified: str, name: str, parameters: tuple[str, ...], siblings: bool = True) -> bool:
    """Whether a second function shares the signature by convention: same name and parameters, or many parameters in
    common, or a sibling in the same class whose name begins alike and that takes the same.
    """
    wanted = frozenset(parameters)
    known = project.answer(SIGNATURES)
    alike = list(known.by_name.get(name, ()))
    if siblings:
        beside = known.by_owner.get(qualified.rpartition(".")[0], ())
        ending = [each for each in beside if words(each.name)[-1:] == words(name)[-1:] and len(wanted) > 1]
        alike += (each for each in beside if first_word(each.name) == first_word(name))
        if sum(each.dotted != qualified and wanted <= each.parameters for each in ending) >= _SHARED_ENDINGS:
            return True
    if len(wanted) >= _SHARED_PARAMETERS:
        taking = [known.by_parameter.get(each, ()) for each in wanted]
        rarest = min(taking, key=len)
        alike += rarest
    return any(each.dotted != qualified and wanted <= each.parameters for each in alike)


def family(project: Project, qualified: str, parameters: tuple[str, ...]) -> bool:
    """Whether a function is one of several that are chosen from: others beside it end in the same words and take exactly the same."""
    owner, _, name = qualified.rpartition(".")
    ending, wanted = words(name)[-_SHARED_WORDS:], frozenset(parameters)
    if len(ending) < _SHARED_WORDS or len(words(name)) == _SHARED_WORDS or len(wanted) < _SHARED_WORDS:
        return False
    beside = project.answer(SIGNATURES).by_owner.get(owner, ())
    alike = [
        each for each in beside if words(each.name)[-_SHARED_WORDS:] == ending and each.parameters - {"self"} == wanted
    ]
    return sum(each.dotted != qualified for each in alike) >= _SHARED_ENDINGS


_SHARED_WORDS = 2


def global_names(project: Project, module: str) -> tuple[str, ...]:
    """The names that a module binds, functions and classes left out."""
    facts = project.modules.get(module)
    return tuple(facts.bindings) if facts is not None else ()


def binding(project: Project, module: str, name: str) -> Symbol | None:
    """What a module binds a global name to."""
    facts = project.modules.get(module)
    return facts.bindings.get(name) if facts is not None else None


def made_of(project: Project, module: str, symbol: Symbol) -> tuple[str, str] | None:
    """What makes a global name of the project of a text, and the text: `Table` and `notes`; None: nothing, or cannot tell."""
    facts = project.modules.get(module)
    place = follow(project, dotted_symbol(facts, symbol)) if facts is not None else ""
    owner, name = Resolver(project).locate(place) if place else (None, "")
    return owner.made.get(name) if owner is not None else None


def has_module(project: Project, module: str, level: int, target: str) -> bool:
    """Whether an import's target, seen from a module, is a module or package of the project."""
    facts = project.modules.get(module)
    name = facts.absolute(level, target) if facts is not None else target
    return name in project.answer(PACKAGES)


def timeout_name(project: Project, module: str) -> str | None:
    """The module's own constant for the time limit of a request, where it has one in seconds."""
    facts = project.modules.get(module)
    for name, value in facts.constants.items() if facts is not None else ():
        spoken = set(name.upper().split("_"))
        is_limit = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
        if is_limit and "TIMEOUT" in spoken and spoken <= _OF_REQUESTS:
            return name
    return None


_OF_REQUESTS = frozenset(
    {"", "TIMEOUT", "DEFAULT", "HTTP", "HTTPS", "REQUEST", "REQUESTS", "API", "CLIENT", "CONNECT", "CONNECTION", "READ", "NETWORK", "CALL", "S", "SEC",
     "SECS", "SECONDS", "IN"}
)  # fmt: skip
"""The words of a limit that is one for requests: not that of a job, a lock, a session, nor one that is switched off."""


def methods_of(project: Project, name: str) -> tuple[str, ...]:
    """The names of the functions that stand in the body of a class."""
    facts, path = Resolver(project).locate(name)
    inner = facts.nested_functions.get(path, ()) if facts is not None else ()
    return tuple(each.removeprefix(f"{path}.") for each in inner)


def class_named(project: Project, name: str) -> bool:
    """Whether any module of the project defines a class of this name at its top."""
    return name in project.answer(CLASS_NAMES)


def names_for(project: Project, module: str, value: str) -> int:
    """How many constants at a module's top are this text."""
    facts = project.modules.get(module)
    return sum(1 for each in facts.constants.values() if each == value) if facts is not None else 0


RESOLVE = Question(resolve, on_outline=True)
LINEAGE = Question(lineage, on_outline=True)
FUNCTION = Question(function)
CLASS = Question(class_, on_outline=True)
METHODS_OF = Question(methods_of, on_outline=True)
CONSTANT = Question(constant, on_outline=True)
NAMES_FOR = Question(names_for, on_outline=True)
UNSET = Question(unset, on_outline=True)
HAS_MODULE = Question(has_module, on_outline=True)
GLOBAL_NAMES = Question(global_names)
TIMEOUT_NAME = Question(timeout_name)
FAMILY = Question(family, on_outline=True)
NAMESAKE = Question(namesake, on_outline=True)
OVERRIDDEN = Question(overridden, on_outline=True)
UNSEEN_BASES = Question(unseen_bases, on_outline=True)
BINDING = Question(binding)
MADE_OF = Question(made_of, on_outline=True)
CLASS_NAMED = Question(class_named, on_outline=True)
