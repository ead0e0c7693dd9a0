"""How the project spells the caller, and which library signs its users in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offpath.facts.project import Project

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
    return tuple(Spelling(*each) for each in project.spelled_callers())


def imported_library(project: Project) -> int:
    """Which of the known libraries for sign-in the project imports, by its number; -1 for none."""
    imported = {s[2] for m in project.modules.values() for s in m.bindings.values() if s[0] == "import"}
    for number, (library, _, _) in enumerate(LIBRARIES):
        if any(name == library or name.startswith(f"{library}.") for name in imported):
            return number
    return -1
