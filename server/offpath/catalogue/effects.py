"""What calls of libraries do, besides what they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.library import Effects
from offpath.catalogue.types import Types


@dataclass(frozen=True)
class KnownEffects:
    """The effects that some libraries' files describe."""

    known: tuple[Effects, ...]
    types: Types

    def writes(self, name: str) -> bool:
        """Whether a call of this canonical name changes something that lasts."""
        owner, _, member = name.rpartition(".")
        return any(f"{kind}.{member}" in self._writing for kind in self.types.lineage(owner))

    def computes(self, name: str) -> bool:
        """Whether what has this canonical name belongs to what changes nothing that lasts."""
        if self.writes(name):
            return False
        head = name
        while head:
            if head in self._computing:
                return True
            head = head.rpartition(".")[0]
        return False

    @cached_property
    def sending(self) -> frozenset[str]:
        """What sends a request to another service."""
        return self._effects(lambda each: each.sends)

    @cached_property
    def sending_names(self) -> frozenset[str]:
        """The last names of that."""
        return frozenset(name.rpartition(".")[2] for name in self.sending)

    @cached_property
    def ending(self) -> frozenset[str]:
        """What never comes back."""
        return self._effects(lambda each: each.ends)

    @cached_property
    def bounding(self) -> frozenset[str]:
        """What bounds the time of whatever runs in it."""
        return self._effects(lambda each: each.bounds)

    @cached_property
    def _writing(self) -> frozenset[str]:
        return self._effects(lambda each: each.writes)

    @cached_property
    def _computing(self) -> frozenset[str]:
        return self._effects(lambda each: each.computes)

    def _effects(self, names: Callable[[Effects], tuple[str, ...]]) -> frozenset[str]:
        return frozenset(
            f"{owner}.{name}" if owner else name
            for each in self.known
            for owner in each.of or ("",)
            for name in names(each)
        )
