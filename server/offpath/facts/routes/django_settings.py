"""Modules that hold Django settings."""

from __future__ import annotations

from offpath.catalogue.words.debugging import DJANGO_SETTINGS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver


def is_django_settings(project: Project, module: str) -> bool:
    """Whether a module holds Django settings: by the names that it binds, or by importing all of such a module."""
    facts = project.modules.get(module)
    if facts is None:
        return False
    known = DJANGO_SETTINGS & {*facts.bindings, *facts.constants}
    return len(known) >= (1 if facts.star_imports else 2)


def set_anew(project: Project, module: str, name: str) -> bool:
    """Whether a module that imports all of another gives one of its settings a value of its own: neither `True` nor any host."""
    resolver = Resolver(project)
    for other in project.modules.values():
        for star in other.star_imports:
            source = resolver.resolve(other.name, star)
            if source is not None and source.name == module and other.name != module:
                if name in other.constants or name in other.bindings:
                    value = other.constants.get(name)
                    if value is not True and not (isinstance(value, tuple) and "*" in value):
                        return True
    return False


IS_DJANGO_SETTINGS = Question(is_django_settings)
SET_ANEW = Question(set_anew)


def checks_hosts(project: Project) -> bool:
    """Whether a middleware of the project turns host names away itself: it imports what Django raises for them."""
    for module in project.modules.values():
        if "middleware" in module.name.rpartition(".")[2]:
            if any(symbol[0] == "import" and symbol[2] == _DISALLOWED for symbol in module.bindings.values()):
                return True
    return False


_DISALLOWED = "django.core.exceptions.DisallowedHost"
CHECKS_HOSTS = Question(checks_hosts, on_outline=True)
