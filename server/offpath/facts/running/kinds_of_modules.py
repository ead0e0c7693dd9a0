"""What kind of code a module holds by what stands in it and who imports it: tests and what serves them, steps of a build, documents."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.code.kinds_of_files import BUILD, DOCUMENTATION, TESTS, is_named_for_tests, is_test
from offpath.facts.code.symbols import Symbol
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question

_TESTING = (
    "pytest",
    "unittest",
    "nose",
    "hypothesis",
    "django.test",
    "rest_framework.test",
    "testfixtures",
    "behave",
    "ward",
)
_BUILDING = (
    "setuptools",
    "distutils",
    "hatchling",
    "skbuild",
    "Cython.Build",
    "nox",
    "wheel.bdist_wheel",
    "flit_core",
    "poetry.core",
)
_BUILD_WORDS = frozenset({"build", "packaging", "collectstatic", "buildtime"})
_HOOK = "pytest_"


def kinds_of_module(project: Project, module: str) -> frozenset[str] | None:
    """The kinds of code in a module that take a look at what stands in it, in the words of `kinds_of_files`: `TESTS` is among them exactly if
    it holds test code. None: there is no such module.
    """
    facts = project.modules.get(module)
    if facts is None:
        return None
    found = {TESTS} if _is_test_code(facts) else set()
    if _imports(facts, _BUILDING) or (facts.star_imports and not _BUILD_WORDS.isdisjoint(words(_stem(facts)))):
        found.add(BUILD)
    if TESTS not in found and _FACTORY_WORDS & set(words(_stem(facts))) and _serves_tests_alone(project, facts):
        found.add(TESTS)
    if _is_document(project, facts):
        found.add(DOCUMENTATION)
    return frozenset(found)


def _is_test_code(facts: ModuleFacts) -> bool:
    """Whether a module is test code: by the folder that holds it, by its name where it has a test's shape, or as a plug-in for tests."""
    if is_test(facts.path):
        return not is_named_for_tests(facts.path) or _has_tests(facts)
    return _supports_tests(facts)


_FACTORY_WORDS = frozenset({"factory", "factories", "fixture", "fixtures"})
"""Words of modules that make records for tests as often as for the program."""


def _serves_tests_alone(project: Project, facts: ModuleFacts) -> bool:
    """Whether somebody imports a module, and nobody but tests does."""
    importers = list(_importers(project, facts))
    return bool(importers) and all(_is_test_code(each) for each in importers)


_DOCUMENT_FOLDERS = frozenset({"docs", "doc", "documentation"})


def _is_document(project: Project, facts: ModuleFacts) -> bool:
    """Whether a module lies in a folder of documents, which is no package, and nobody imports it."""
    folders = facts.path.split("/")[:-1]
    if _DOCUMENT_FOLDERS.isdisjoint(folders):
        return False
    depth = next(i for i, each in enumerate(folders) if each in _DOCUMENT_FOLDERS)
    package = f"{'/'.join(folders[: depth + 1])}/__init__.py"
    return not any(each.path == package for each in project.modules.values()) and not any(_importers(project, facts))


def _importers(project: Project, facts: ModuleFacts) -> Iterator[ModuleFacts]:
    """The other modules that import a module, or something from it, at their top."""
    for module in project.modules.values():
        symbols = [*module.bindings.values(), *module.star_imports]
        if module is not facts and any(_is_from(module, symbol, facts.name) for symbol in symbols):
            yield module


def _is_from(importer: ModuleFacts, symbol: Symbol, name: str) -> bool:
    if symbol[0] != "import":
        return False
    written, dots = str(symbol[2]), int(symbol[1])
    if dots:
        around = importer.name.split(".") if importer.is_package else importer.name.split(".")[:-1]
        written = ".".join([*around[: len(around) - dots + 1], written])
    if written == name or name.endswith(f".{written}"):
        return True
    return written.startswith(f"{name}.") or name.endswith(f".{written.rpartition('.')[0]}")


def _has_tests(facts: ModuleFacts) -> bool:
    return (
        _imports(facts, _TESTING)
        or any(f.path[-1].startswith("test") for f in facts.functions.values())
        or not (facts.functions or facts.classes)
    )


def _supports_tests(facts: ModuleFacts) -> bool:
    """Whether a module holds fixtures or hooks for a test framework, or nothing but tests."""
    for function in facts.functions.values():
        if len(function.path) == 1 and function.path[0].startswith(_HOOK) and not function.decorators:
            return True
        if any(d.name in ("pytest.fixture", "pytest_asyncio.fixture") for d in function.decorators):
            return True
        if any(d.name == "fixture" for d in function.decorators) and _imports(facts, _TESTING):
            return True
    return False


def _imports(facts: ModuleFacts, libraries: tuple[str, ...]) -> bool:
    found = [*facts.bindings.values(), *facts.star_imports]
    return any(s[0] == "import" and s[1] == "0" and _begins(str(s[2]), libraries) for s in found)


def _begins(name: str, libraries: tuple[str, ...]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in libraries)


def _stem(facts: ModuleFacts) -> str:
    return facts.path.rpartition("/")[2].removesuffix(".py")


KINDS_OF_MODULE = Question(kinds_of_module, on_outline=True)
