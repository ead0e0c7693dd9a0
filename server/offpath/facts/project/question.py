"""Questions about a project: who asks names one of these objects, and its arguments and answer are checked by type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


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
