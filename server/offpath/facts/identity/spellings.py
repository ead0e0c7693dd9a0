"""How the project spells the caller, and which library signs its users in."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words.people import is_caller_name
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question

LIBRARIES = (
    ("flask_login", "current_user.id", "from flask_login import current_user"),
    ("flask_security", "current_user.id", "from flask_security import current_user"),
    ("flask_jwt_extended", "get_jwt_identity()", "from flask_jwt_extended import get_jwt_identity"),
    ("quart_auth", "current_user.auth_id", "from quart_auth import current_user"),
)
"""Libraries for sign-in: the package, the caller's id, and the import that it takes."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """The caller as another function writes it for a column."""

    module: str
    column: str
    text: str


def caller_spellings(project: Project) -> tuple[Spelling, ...]:
    """Every spelling of the project."""
    return tuple(Spelling(module, column, text) for module, _, column, text in project.spelled_callers())


@dataclass(frozen=True, slots=True)
class CallerDependency:
    """A parameter by which a FastAPI handler gets its caller: `user=Depends(get_current_user)`."""

    module: str
    name: str
    function: str
    imported: str
    """The import of the function from where it is known."""
    is_identifier: bool
    """Whether it gives the caller's id, not the caller."""


def caller_dependencies(project: Project) -> tuple[CallerDependency, ...]:
    """Every such parameter of the project, each once."""
    found: dict[tuple[str, str, str], CallerDependency] = {}
    for module in project.modules.values():
        for summary in module.functions.values():
            for each in summary.parameters:
                symbol = each.dependency
                if symbol is None or symbol[0] != "global" or each.name.startswith("_"):
                    continue
                called = str(symbol[1])
                if not is_caller_name(called) and not is_caller_name(each.name):
                    continue
                origin = module.bindings.get(called)
                source = (
                    module.absolute(int(origin[1]), origin[2]).rpartition(".")[0]
                    if origin is not None and origin[0] == "import"
                    else module.name
                )
                plain = each.name.endswith("id") or each.type in (
                    ("instance", ("global", "int")),
                    ("instance", ("global", "str")),
                )
                found.setdefault(
                    (module.name, each.name, called),
                    CallerDependency(module.name, each.name, called, f"from {source} import {called}", plain),
                )
    return tuple(found.values())


def imported_library(project: Project) -> int:
    """Which of the known libraries for sign-in the project imports, by its number; -1 for none."""
    imported = {s[2] for m in project.modules.values() for s in m.bindings.values() if s[0] == "import"}
    for number, (library, _, _) in enumerate(LIBRARIES):
        if any(name == library or name.startswith(f"{library}.") for name in imported):
            return number
    return -1


CALLER_SPELLINGS = Question(caller_spellings)
CALLER_DEPENDENCIES = Question(caller_dependencies)
IMPORTED_LIBRARY = Question(imported_library)
