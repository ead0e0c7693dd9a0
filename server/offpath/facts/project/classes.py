"""What becomes of a class of the project: who derives from it, whether it is ever made, what it leaves to others."""

from __future__ import annotations

from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts, dotted
from offpath.facts.project.overviews import DERIVING
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import FunctionSummary


def has_subclasses(project: Project, name: str) -> bool:
    """Whether another class of the project derives from a class."""
    resolver = Resolver(project)
    for owner, path in project.answer(DERIVING).get(name.rpartition(".")[2], ()):
        found = (resolver.resolve(owner, base) for base in project.modules[owner].classes[path].bases)
        if any(each is not None and each.name == name for each in found):
            return True
    return False


def deriving_from(project: Project, name: str) -> list[tuple[str, str]]:
    """The classes of the project that derive from a class, directly or not, by their module and path, in this order."""
    resolver = Resolver(project)
    found: dict[tuple[str, str], None] = {}
    queue = [name]
    while queue:
        current = queue.pop()
        for owner, path in project.answer(DERIVING).get(current.rpartition(".")[2], ()):
            bases = (resolver.resolve(owner, base) for base in project.modules[owner].classes[path].bases)
            if (owner, path) not in found and any(each is not None and each.name == current for each in bases):
                found[owner, path] = None
                queue.append(dotted(owner, path))
    return sorted(found)


def leaves_methods(project: Project, name: str) -> bool:
    """Whether a class leaves methods to those who derive from it, and somebody does: abstract ones, or such as only raise that they are not there."""
    facts, path = Resolver(project).locate(name)
    if facts is None or path not in facts.classes or not has_subclasses(project, name):
        return False
    for method in _methods(facts, path):
        if any(d.name.rpartition(".")[2] == "abstractmethod" for d in method.decorators):
            return True
        body = project.body(facts, ".".join(method.path))
        if body is not None and body.is_stub and "NotImplementedError" in body.raises:
            return True
    return False


def only_types(project: Project, name: str) -> bool:
    """Whether a class has nothing but empty methods and nobody makes or derives from it."""
    facts, path = Resolver(project).locate(name)
    if facts is None or path not in facts.classes:
        return False
    methods = _methods(facts, path)
    if not methods or not all(each.is_stub for each in methods) or has_subclasses(project, name):
        return False
    resolver, last = Resolver(project), name.rpartition(".")[2]
    for module, _, site in project.calls_named(last):
        target = resolver.resolve(module, site.target)
        if target is not None and target.name == name:
            return False
    return not any(
        _makes(resolver, each.name, symbol, name)
        for each in project.modules.values()
        for symbol in each.bindings.values()
    )


def is_configured(project: Project, name: str, attribute: str) -> bool:
    """Whether a method of a class, or of what it derives from, gives an attribute a value that is worked out, or sets attributes by names that are."""
    for module, path in Resolver(project).lineage(name):
        facts = project.modules.get(module)
        for method in _methods(facts, path) if facts is not None else ():
            body = project.body(facts, ".".join(method.path)) if facts is not None else None
            if body is None:
                continue
            if any(each.attribute == attribute and each.kind != "flag" for each in body.state):
                return True
            for site in body.calls:
                sets_own = any(each.slot == 0 and "self" in each.parameters for each in site.arguments)
                if site.name == "setattr" and sets_own:
                    return True
    return False


def _makes(resolver: Resolver, module: str, symbol: Symbol, name: str) -> bool:
    if symbol[0] != "call":
        return False
    made = resolver.resolve(module, symbol[1])
    return made is not None and made.kind == "class" and made.name == name


def _methods(facts: ModuleFacts, path: str) -> list[FunctionSummary]:
    return [f for f in facts.functions.values() if ".".join(f.path[:-1]) == path]


def has_validators(project: Project, name: str) -> bool:
    """Whether a class, or what it derives from, has methods of its own that look at what it is made of."""
    for module, path in Resolver(project).lineage(name):
        facts = project.modules.get(module)
        for method in _methods(facts, path) if facts is not None else ():
            named = (each.name.rpartition(".")[2] for each in method.decorators)
            if method.path[-1] == "__post_init__" or any(each.endswith(("validator", "validates")) for each in named):
                return True
    return False


HAS_VALIDATORS = Question(has_validators)
HAS_SUBCLASSES = Question(has_subclasses, on_outline=True)
LEAVES_METHODS = Question(leaves_methods)
IS_CONFIGURED = Question(is_configured)
ONLY_TYPES = Question(only_types)
