"""Modules that remove or move files: what they read may be gone by then."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver

_REMOVING = frozenset(
    {
        "os.remove",
        "os.unlink",
        "os.rename",
        "os.replace",
        "os.renames",
        "shutil.move",
        "shutil.rmtree",
        "pathlib.Path.unlink",
        "pathlib.Path.rename",
    }
    | {"pathlib.Path.replace"}
)
_REMOVING_METHODS = frozenset({"unlink", "rmtree"})


def removes_files(project: Project, module: str) -> bool:
    """Whether a function of this module removes or moves files."""
    facts = project.modules.get(module)
    if facts is None:
        return False
    resolver = Resolver(project)
    for path in facts.functions:
        summary = project.body(facts, path)
        for site in summary.calls if summary is not None else ():
            if site.name in _REMOVING_METHODS:
                return True
            if site.name in _NAMES:
                target = resolver.resolve(facts.name, site.target)
                if target is not None and target.name in _REMOVING:
                    return True
    return False


_NAMES = frozenset(name.rpartition(".")[2] for name in _REMOVING)

REMOVES_FILES = Question(removes_files)
