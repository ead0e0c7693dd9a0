"""The handlers that have been found, by name, while a project is looked through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from offpath.catalogue.load import Catalogue
from offpath.facts.project.project import Project
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.mentions import around
from offpath.facts.routes.route import Mention, Route


class HandlerTable:
    """Collects handlers: what is found of one by several ways is put together."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self.catalogue = project.catalogue
        self.house = Catalogue(project.settings.libraries)
        """What the user describes: it alone may speak of what the project defines itself."""
        self.found: dict[str, Route] = {}
        self.modules_with_urls: set[str] = set()

    def speaking_of(self, reference: Ref) -> Catalogue:
        """The libraries that may mean what a reference denotes."""
        return self.house if reference.internal else self.catalogue

    def add(self, route: Route) -> None:
        """Takes a handler in."""
        known = self.found.get(route.handler)
        if known is None:
            self.found[route.handler] = route
            return
        mentions = tuple(dict.fromkeys((*known.mentions, *route.mentions)))
        methods = (
            tuple(dict.fromkeys((*known.methods, *route.methods)))
            if known.registered
            else known.methods or route.methods
        )
        self.found[route.handler] = replace(
            known,
            framework=known.framework or route.framework,
            methods=methods,
            path=known.path or route.path,
            parameters=tuple(dict.fromkeys((*known.parameters, *route.parameters))),
            group=known.group or route.group,
            mentions=mentions,
            registered=known.registered or route.registered,
            caller=known.caller if known.is_request else route.caller,
            protocol=known.protocol if known.is_request else route.protocol,
        )

    def own_decorators(self, reference: Ref) -> Iterator[Mention]:
        """What the decorators of a function that is registered elsewhere mention."""
        facts, path = self.resolver.locate(reference.name)
        summary = facts.functions.get(path) if facts is not None else None
        if facts is not None and summary is not None:
            yield from around(facts, summary.decorators, but=None)

    def module_of(self, name: str) -> str:
        """The module that defines a dotted name; empty: none."""
        facts, _ = self.resolver.locate(name)
        return facts.name if facts is not None else ""
