"""Models of Django whose saving others listen to."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question


def is_listened_to(project: Project, name: str) -> bool:
    """Whether a module that takes signals of saved records says a model's (undotted) name."""
    listening = {
        module.name
        for module, (_, target, taken) in project.imports()
        if target == "django.db.models.signals" or (target == "django.db.models" and taken == "signals")
    }
    return bool(listening) and any(facts.name in listening for facts, _ in project.mentions(name))


IS_LISTENED_TO = Question(is_listened_to)
