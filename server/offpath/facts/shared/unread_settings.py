"""Settings that nobody reads: they stand among others and decide nothing."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.running.importing import IS_LOADED

_READING_BY_NAME = frozenset(
    {
        "flask", "quart", "django", "rest_framework", "sanic", "pyramid", "celery", "dynaconf", "decouple", "connexion", "bottle", "cherrypy", "tornado", "masonite",
        "scrapy", "superset", "airflow", "nautobot", "netbox", "jupyterhub", "traitlets",
    }
)  # fmt: skip
"""Libraries that read settings by themselves, by names that only they and their extensions know."""


def is_never_read(project: Project, module: str, path: tuple[str, ...], name: str) -> bool:
    """Whether nothing but the unit at a path of a module, which gives a setting its value, says the setting's name."""
    facts = project.modules.get(module)
    if facts is None or not project.answer(IS_LOADED, module):
        return False
    if any(level >= 0 and target.partition(".")[0] in _READING_BY_NAME for _, (level, target, _) in project.imports()):
        return False
    if path and any(each.startswith(f"{'.'.join(path)}.") for each in facts.functions):
        return False
    return all(other.name == module and each.path == path for other, each in project.mentions(name))


IS_NEVER_READ = Question(is_never_read)
