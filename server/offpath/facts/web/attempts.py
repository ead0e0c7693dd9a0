"""Whether anything bounds how often somebody may try at a handler: around it, in the project's settings, or on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.words import credentials as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.functions.credential_checks import ASKED, BOUNDED, COUNTED
from offpath.facts.project.overviews import EVIDENCE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.reached_functions import reached
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.groups import covering
from offpath.facts.routes.mentions import around
from offpath.facts.routes.route import Mention, Route
from offpath.facts.routes.routes import route
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.summaries.registrations import DEFAULT_THROTTLES, LIMITED

_THROTTLES = ("throttle_classes", "throttles", "throttle_scope")


def are_attempts_bounded(project: Project, name: str) -> bool:
    """Whether a caller of the handler of this dotted name is stopped after some attempts."""
    found = route(project, name)
    if found is None:
        return False
    own = tuple(_own(project, found, name))
    if any("exempt" in words(each.written) for each in own):
        return _bounds_itself(project, name)
    mentions = (*own, *found.mentions, *covering(project, found))
    if any(_is_bounding(project, each) for each in mentions) or _is_limited(project, found):
        return True
    return _is_throttled(project, found, name) or _bounds_itself(project, name)


def _own(project: Project, found: Route, name: str) -> Iterator[Mention]:
    """What is written around the function, its class, and the dependencies that it is given."""
    resolver = Resolver(project)
    for each in dict.fromkeys((name, found.handler, name.rpartition(".")[0])):
        facts, path = resolver.locate(each)
        if facts is None:
            continue
        function, view = facts.functions.get(path), facts.classes.get(path)
        if function is not None:
            yield from around(facts, function.decorators, but=None)
            for parameter in function.parameters:
                if parameter.dependency is not None:
                    yield Mention(facts.name, str(_last(parameter.dependency)), parameter.dependency)
        if view is not None:
            yield from around(facts, view.decorators, but=None)
            for field in view.fields:
                if field.name in ("decorators", "method_decorators", "dependencies"):
                    yield from (Mention(facts.name, text, None) for text in field.references)


def _last(symbol: tuple[object, ...]) -> object:
    while symbol[0] in ("call", "await", "instance") and isinstance(symbol[1], tuple):
        symbol = symbol[1]
    return symbol[-1]


def _is_bounding(project: Project, mention: Mention) -> bool:
    """Whether a decorator, dependency, hook or middleware bounds attempts: by its name, or by what it does."""
    if _speaks(words(mention.written)):
        return True
    symbol = mention.symbol
    while symbol is not None and symbol[0] in ("call", "await"):
        symbol = symbol[1]
    reference = Resolver(project).resolve(mention.module, symbol)
    if reference is None:
        return False
    if _speaks(words(reference.name.removesuffix("()").rpartition(".")[2])):
        return True
    if not reference.internal:
        return False
    methods = ("__call__", "dispatch", "process_request", "process_view") if reference.kind == "class" else ("",)
    return any(_bounds_itself(project, f"{reference.name}.{each}".rstrip(".")) for each in methods)


def _speaks(spelled: Iterable[str]) -> bool:
    found = set(spelled)
    return bool(found & catalogue.BOUNDING) and not found & catalogue.NOT_BOUNDING


def _is_limited(project: Project, found: Route) -> bool:
    """Whether the project's settings, or a call with the route or its group, set a limit; of a route whose group is not in
    sight, a call with any group of its module.
    """
    names = {found.handler.rpartition(".")[2], found.group.rpartition(".")[2]}
    for module in project.modules.values():
        limited = {
            e.partition(" ")[2] for c in module.contributions for e in c.evidence if e.partition(" ")[0] == LIMITED
        }
        is_near = not found.group and found.handler.startswith(f"{module.name}.")
        if "" in limited or (limited and is_near) or not limited.isdisjoint(names - {""}):
            return True
    return False


def _is_throttled(project: Project, found: Route, name: str) -> bool:
    """Whether a view of Django's REST framework has throttles of its own, or those of the settings."""
    resolver = Resolver(project)
    owner = found.handler if found.kind == "class" else name.rpartition(".")[0]
    for module, path in resolver.lineage(owner):
        facts = project.modules.get(module) if module else None
        view = facts.classes.get(path) if facts is not None else None
        for field in view.fields if view is not None else ():
            if field.name in _THROTTLES:
                return bool(field.references)
        if facts is not None and f"{path}.get_throttles" in facts.functions:
            return True
    return found.framework == "drf" and any(
        each.startswith(f"{DEFAULT_THROTTLES} ") for each in project.answer(EVIDENCE)
    )


def _bounds_itself(project: Project, name: str) -> bool:
    """Whether a function, with all it leads to, stops callers who fail too often."""
    asked = counted = False
    for body in reached(project, name):
        summary = body.summary
        if BOUNDED in summary.traits or any(_throttles(summary)):
            return True
        asked = asked or ASKED in summary.traits
        counted = counted or COUNTED in summary.traits
    return asked and counted


def _throttles(summary: FunctionSummary) -> Iterator[bool]:
    """Decorators of what is called."""
    return (_speaks(words(each.name)) for each in summary.decorators)


ARE_ATTEMPTS_BOUNDED = Question(are_attempts_bounded)
