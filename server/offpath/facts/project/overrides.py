"""Modules whose names a deployment replaces with its own."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question

OWN_COPIES = frozenset(
    {
        "local", "override", "overrides", "custom", "private", "site", "deployment", "production", "prod", "env", "secrets", "user", "instance",
    }
)  # fmt: skip
"""Words of modules in which a deployment has its own values."""

_SETTINGS = frozenset({"config", "settings", "conf", "configuration"})


def is_overridden(project: Project, name: str) -> bool:
    """Whether a module takes all names of another that a deployment brings: `from shop_config import *`, of which there is no file."""
    module = project.modules.get(name)
    for symbol in module.star_imports if module is not None else ():
        imported = str(symbol[-1])
        spoken = set(words(imported.rpartition(".")[2]))
        is_here = module is not None and module.absolute(int(symbol[1]), imported) in project.modules
        if spoken & OWN_COPIES or (spoken & _SETTINGS and not is_here):
            return True
    return False


IS_OVERRIDDEN = Question(is_overridden)
