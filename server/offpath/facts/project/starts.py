"""By which commands a project's own files say that it is started: those of containers, of hosts and of its packaging."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """One command that starts a module."""

    place: str
    """The folder of the file that says so, from the project's root; empty: the root itself."""
    target: str
    """The module as the command names it, as a path without its ending: `shop/web` of `gunicorn shop.web:app`."""
    is_exact: bool = False
    """Whether it is known to run in that folder, so that no other module of the same name is meant."""
    by_server: bool = False
    """Whether a server loads the module, which does nothing by itself then."""
