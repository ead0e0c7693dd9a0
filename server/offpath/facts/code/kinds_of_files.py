"""What kind of code a file holds, by its path: code for tests, for development, for demonstrations, migrations."""

from __future__ import annotations

from functools import lru_cache

from offpath.catalogue.libraries.debugging import DEVELOPMENT_WORDS
from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words.samples import DEMONSTRATION_PARTS
from offpath.catalogue.words.verbs import words

TESTS, DEVELOPMENT, DEMONSTRATION, MIGRATIONS = "tests", "development", "demonstration", "migrations"

_MIGRATION_FOLDERS = frozenset({"migrations", "alembic", "versions"})


@lru_cache(MOST_NAMES)
def places_of(path: str) -> frozenset[str]:
    """The kinds that a file's name or folders tell, without `TESTS`, which the engine knows; several may hold."""
    *folders, _ = parts = path.removesuffix(".py").split("/")
    spoken = {word for part in parts for word in words(part)}
    return frozenset(
        kind
        for kind, holds in (
            (DEVELOPMENT, not DEVELOPMENT_WORDS.isdisjoint(spoken)),
            (DEMONSTRATION, not DEMONSTRATION_PARTS.isdisjoint(spoken)),
            (MIGRATIONS, not _MIGRATION_FOLDERS.isdisjoint(folders)),
        )
        if holds
    )
