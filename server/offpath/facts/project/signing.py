"""Whether a constant of the project is the key of what it signs or encrypts."""

from __future__ import annotations

from offpath.catalogue.library import SECRET
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.variables import dotted_symbol, follow


def signs_with(project: Project, dotted: str) -> bool:
    """Whether a call that takes a key is handed what is bound to this dotted name."""
    resolver = Resolver(project)
    for module, callee, key in project.signing():
        named = dotted_symbol(module, key)
        if named and follow(project, named) == dotted:
            found = resolver.resolve(module.name, callee)
            if found is not None and project.catalogue.argument(found.name, *SECRET) is not None:
                return True
    return False


SIGNS_WITH = Question(signs_with)
