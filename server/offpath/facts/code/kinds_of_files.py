"""What kind of code a file holds, by its path: code for tests, for development, for demonstrations, migrations, steps of a build, documents."""

from __future__ import annotations

import re
from functools import lru_cache

from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words.debugging import DEVELOPMENT_WORDS
from offpath.catalogue.words.samples import DEMONSTRATION_PARTS
from offpath.catalogue.words.verbs import words

TESTS, DEVELOPMENT, DEMONSTRATION, MIGRATIONS, BUILD = "tests", "development", "demonstration", "migrations", "build"
EXAMPLES, DOCUMENTATION = "examples", "documentation"
"""Code that lays out records to look at, once; code that is only there to be read."""

COMMAND_LINE = "command line"
"""What a person at a terminal runs."""

_TEST_NAME = re.compile(
    r"(?:test_[^/]*|[^/]*_tests?|tests?|conftest|(?:run|quick)_?tests?|testsettings|\w+_test_?data)\.py\Z"
)
_TEST_FOLDER = re.compile(
    r"(?:(?:unit|integration|functional|acceptance|system|smoke|regression|e2e|end_to_end|api|ui)_?)?tests?|testing"
    r"|tests?_?(?:app|cases?|data|doubles?|helpers?|jobs|kit|lib|project|settings|suite|support|tools|utils?)|mocks|fakes"
)
_ONE_TEST = re.compile(r"(?:test_[^/]*|[^/]*_test)\.py\Z")
_BUILD_FILES = re.compile(
    r"(?:setup|hatch_build|noxfile|conanfile|fabfile|build_ext|_build_backend|build_backend)\.py\Z"
    r"|(?:\A|/)(?:\w+_)?(?:setup|build)_(?:utils?|tools|helpers|scripts)(?:/|\.py\Z)"
)

_SHOWING = frozenset({"example", "examples", "demo", "demos", "seed", "seeds", "seeder", "seeders", "seeding"})

_COMMAND_LINES = frozenset({"cli", "cmd", "cmdline", "command_line", "_cli"})

_MIGRATION_FOLDERS = frozenset({"migrations", "alembic", "versions", "upgrades", "upgrade", "db_upgrades"})


@lru_cache(MOST_NAMES)
def kinds_of(path: str) -> frozenset[str]:
    """The kinds that a file's name or folders tell, without `TESTS`, which the engine knows; several may hold."""
    *folders, _ = parts = path.removesuffix(".py").split("/")
    spoken = {word for part in parts for word in words(part)}
    return frozenset(
        kind
        for kind, holds in (
            (DEVELOPMENT, not DEVELOPMENT_WORDS.isdisjoint(spoken)),
            (DEMONSTRATION, not DEMONSTRATION_PARTS.isdisjoint(spoken)),
            (EXAMPLES, not _SHOWING.isdisjoint(spoken)),
            (BUILD, _BUILD_FILES.search(path) is not None),
            (MIGRATIONS, not _MIGRATION_FOLDERS.isdisjoint(folders)),
            (COMMAND_LINE, not _COMMAND_LINES.isdisjoint(parts)),
        )
        if holds
    )


def is_test(path: str) -> bool:
    """Whether a path from the project's root names test code.

    >>> is_test("shop/tests/test_cart.py"), is_test("shop/testutils/settings.py"), is_test("shop/latest.py")
    (True, True, False)
    """
    *_, name = path.split("/")
    return bool(_TEST_NAME.match(name)) or _is_in_test_folder(path)


def is_named_for_tests(path: str) -> bool:
    """Whether only a file's name says that it holds tests, which `test_connection.py` of a product says as well."""
    return _ONE_TEST.match(path.rpartition("/")[2]) is not None and not _is_in_test_folder(path)


def _is_in_test_folder(path: str) -> bool:
    return any(map(_TEST_FOLDER.fullmatch, path.split("/")[:-1]))
