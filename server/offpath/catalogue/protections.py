"""What libraries say of who may see and send what: results that are kept, tokens that are read, origins that may ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from offpath.catalogue.library import Library
from offpath.catalogue.protecting import Caches, Origins


@dataclass(frozen=True)
class KnownProtections:
    """Those that some libraries' files describe."""

    libraries: tuple[Library, ...]

    def cache(self, name: str) -> Caches | None:
        """How a decorator of this canonical name keeps results; None: it keeps none, for all that is known."""
        return self._caches.get(name)

    @cached_property
    def _caches(self) -> dict[str, Caches]:
        return {
            f"{owner}.{name}" if owner else name: each
            for library in reversed(self.libraries)
            for each in library.caches
            for owner in each.of or ("",)
            for name in each.names
        }

    @cached_property
    def decoding(self) -> frozenset[str]:
        """What is handed a token, a key and algorithms, and verifies."""
        return frozenset(name for library in self.libraries for name in library.tokens.decodes)

    @cached_property
    def decoding_names(self) -> frozenset[str]:
        """The last names of that."""
        return frozenset(name.rpartition(".")[2] for name in self.decoding)

    @cached_property
    def unverified(self) -> frozenset[str]:
        """What reads a token's claims and verifies nothing."""
        return frozenset(name for library in self.libraries for name in library.tokens.reads)

    def origins(self, name: str) -> Origins | None:
        """How a call of this canonical name says which origins may ask; None: it says nothing."""
        return self._origins.get(name)

    @cached_property
    def _origins(self) -> dict[str, Origins]:
        return {name: each for library in reversed(self.libraries) for each in library.origins for name in each.names}
