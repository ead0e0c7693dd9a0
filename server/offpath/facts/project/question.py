"""Questions about a project: who asks names one of these objects, and its arguments and answer are checked by type."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_HOME = "offpath.facts."
"""Where questions stand."""


class Question(Generic[P, R]):
    """One question, answered by a plain function of the project (`project.Project`) and the arguments.

    `on_outline`: whether the answer rests on names, types and signatures alone; it survives every edit inside a body then,
    and must read no body.
    """

    __slots__ = ("compute", "name", "on_outline")

    def __init__(self, compute: Callable[Concatenate[Any, P], R], *, on_outline: bool = False) -> None:
        self.name = compute.__name__
        self.compute = compute
        self.on_outline = on_outline

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Callable[[str, str], Question[..., Any]], tuple[str, str]]:
        """A question is kept by its name: in whatever process it is read, it is the same object."""
        return question_named, (self.compute.__module__, self.name)


class UnknownQuestion(LookupError):
    """No question of this offpath is called so."""


@lru_cache(maxsize=1_000)
def question_named(module: str, name: str) -> Question[..., Any]:
    """The question that the function of this name in a module of facts answers. Raises `UnknownQuestion`."""
    if not module.startswith(_HOME):
        raise UnknownQuestion(f"{module}.{name}")
    try:
        candidates = vars(importlib.import_module(module)).values()
    except ImportError:
        raise UnknownQuestion(f"{module}.{name}") from None
    for each in candidates:
        if isinstance(each, Question) and each.name == name and each.compute.__module__ == module:
            return each
    raise UnknownQuestion(f"{module}.{name}")
