"""How much work may be put into one piece of code, counted in steps.

Seconds depend on the machine and on what else runs there; steps do not, so that a limit cuts the same work everywhere and the
same text always has the same findings. Whatever walks a tree or follows values spends steps as it goes. The budget is that of the
innermost `allowed` around the caller; outside of any, work is not limited.

What is beyond a limit of its own, and is left out therefore, is told in the same way (`leave_out`).
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


class OutOfSteps(Exception):
    """The steps that a piece of work may take are spent."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not looked at, each of both in one clause."""

    cause: str
    remedy: str


class Budget:
    """Steps that are left."""

    __slots__ = ("_left_out", "left", "whole")

    def __init__(self, steps: int) -> None:
        self.whole = steps
        self.left = steps
        self._left_out: dict[LeftOut, None] = {}

    @property
    def spent(self) -> int:
        """The steps taken so far."""
        return self.whole - self.left

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was left out, each once, in the order in which it was met."""
        return tuple(self._left_out)

    def leave_out(self, what: LeftOut) -> None:
        """Notes that something was left out."""
        self._left_out[what] = None


_innermost: ContextVar[Budget | None] = ContextVar("budget", default=None)
_current = _innermost.get


def spend(steps: int = 1) -> None:
    """Counts steps. Raises `OutOfSteps` when more are taken than were allowed, and again at every step from then on."""
    budget = _current()
    if budget is not None:
        left = budget.left = budget.left - steps
        if left < 0:
            raise OutOfSteps


def leave_out(what: LeftOut) -> None:
    """Tells whoever allowed the work that something was left out of it. Whatever is remembered must be told at each use."""
    budget = _current()
    if budget is not None:
        budget.leave_out(what)


class allowed:  # noqa: N801 - read as a phrase: `with allowed(steps):`
    """Allows so many steps to what is done inside; steps taken there do not count outside."""

    __slots__ = ("_budget", "_token")

    def __init__(self, steps: int) -> None:
        self._budget = Budget(steps)

    def __enter__(self) -> Budget:
        self._token = _innermost.set(self._budget)
        return self._budget

    def __exit__(self, *_: object) -> None:
        _innermost.reset(self._token)
