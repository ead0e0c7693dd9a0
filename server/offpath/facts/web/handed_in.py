"""What guards hand in to the handlers that they wrap: `return view(*args, project=project, **kwargs)`."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.routes import ROUTE
from offpath.facts.web.guards import AUTHORITY

_WRAPPING_FIELDS = ("decorators", "method_decorators")


def handed_in(project: Project, name: str) -> tuple[str, ...]:
    """The parameters of a handler that its guards fill, by name: what they have found out of the caller."""
    return tuple(dict.fromkeys(_handed_in(project, name)))


def _handed_in(project: Project, name: str) -> Iterator[str]:
    resolver = Resolver(project)
    for guard in dict.fromkeys(_wrapping(project, resolver, name)):
        facts, path = resolver.locate(guard)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None or not project.answer(AUTHORITY, guard).authenticated:
            continue
        wrapped = {parameter.name for parameter in summary.parameters}
        for inner in facts.nested_functions.get(path, ()):
            body = project.body(facts, inner)
            for site in body.calls if body is not None else ():
                if site.name in wrapped:
                    yield from (keyword for keyword in site.keywords if keyword != "**")


def _wrapping(project: Project, resolver: Resolver, name: str) -> Iterator[str]:
    """The functions of the project that a handler is decorated with, itself or by a field of its class."""
    route = project.answer(ROUTE, name)
    for mention in route.mentions if route is not None else ():
        found = resolver.resolve(mention.module, mention.symbol)
        if found is not None and found.internal and found.kind == "function":
            yield found.name
    owner = name.rpartition(".")[0]
    for module, path in resolver.lineage(owner) if route is not None and route.kind == "class" else ():
        summary = project.modules[module].classes.get(path) if module else None
        for field in summary.fields if summary is not None else ():
            for written in field.references if field.name in _WRAPPING_FIELDS else ():
                found = resolver.resolve(module, ("global", written))
                if found is not None and found.internal and found.kind == "function":
                    yield found.name


HANDED_IN = Question(handed_in)
