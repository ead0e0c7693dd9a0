"""Mocks, fakes and test data in code that production loads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.verbs import words
from offpath.facts.code.kinds_of_files import TESTS
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CLASS, CLASS_NAMED, HAS_MODULE, UNSEEN_BASES
from offpath.facts.running.importing import IS_LOADED
from offpath.facts.running.kinds_of_modules import KINDS_OF_MODULE
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_MOCKING = (
    "unittest.mock.",
    "mock.",
    "faker.Faker",
    "fakeredis.",
    "mongomock.",
    "moto.",
    "responses.",
    "pytest_mock.",
    "factory.Faker",
)
_STAND_IN_WORDS = frozenset({"fake", "dummy", "mock", "stub", "mocked"})
_TEST_WORDS = frozenset(
    {
        "tests",
        "conftest",
        "fixtures",
        "testing",
        "test",
        "unittest",
        "unittests",
        "pytest",
        "testcase",
        "testcases",
        "testutils",
        "testlib",
        "mocks",
        "fakes",
    }
)
_ASKING_WORDS = frozenset(
    {
        "test", "testing", "debug", "dev", "development", "local", "fake", "mock", "dummy", "stub", "env", "environment", "dry", "demo", "sandbox",
        "offline", "use", "faker",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class StandIn:
    """One stand-in."""

    node: t.Node
    """The construction, or the import."""
    name: str
    is_import: bool
    certain: bool


def stand_ins(facts: UnitFacts) -> Iterator[StandIn]:
    """Every stand-in of a unit that production loads and that no condition keeps from it."""
    if _speaks_of_stand_ins(facts.file.path):
        return
    statements: list[t.ImportFrom | t.Import] = [*facts.nodes(t.ImportFrom), *facts.nodes(t.Import)]
    if _serves_tests(facts, statements):
        return
    for statement in statements:
        name = _test_code(facts, statement)
        if name and not _is_kept_away(facts, statement):
            yield StandIn(statement, name, True, True)
    for call in facts.nodes(t.Call):
        found = _constructed(facts, call)
        if found is not None and not _is_kept_away(facts, call):
            yield StandIn(call, last_name(call.func), False, found)


def _speaks_of_stand_ins(path: str) -> bool:
    return any(
        not (_STAND_IN_WORDS | _TEST_WORDS).isdisjoint(words(part)) for part in path.removesuffix(".py").split("/")
    )


def _serves_tests(facts: UnitFacts, statements: list[t.ImportFrom | t.Import]) -> bool:
    """Whether a module imports tests that are not shipped with it, and nothing in production imports it: it cannot be loaded without them."""
    for statement in statements:
        names = [statement.module] if isinstance(statement, t.ImportFrom) else [alias.name for alias in statement.names]
        level = statement.level if isinstance(statement, t.ImportFrom) else 0
        absent = [
            n for n in names if n.partition(".")[0] == "tests" and level == 0 and isinstance(statement.parent, t.Tree)
        ]
        if any(not facts.asking.ask(HAS_MODULE, facts.module, level, name) for name in absent):
            return not facts.asking.ask(IS_LOADED, facts.module)
    return False


def _test_code(facts: UnitFacts, statement: t.ImportFrom | t.Import) -> str:
    """The name of the test code that a statement imports; empty: it imports none."""
    modules = (
        [statement.module or ""] if isinstance(statement, t.ImportFrom) else [alias.name for alias in statement.names]
    )
    level = statement.level if isinstance(statement, t.ImportFrom) else 0
    for module in modules:
        parts = module.split(".")
        if not facts.asking.ask(HAS_MODULE, facts.module, level, module):
            continue
        if parts[0] in _LIBRARIES or not ("tests" in parts or "conftest" in parts or parts[-1].startswith("test_")):
            continue
        kinds = facts.asking.ask(KINDS_OF_MODULE, module)
        if kinds is None or TESTS in kinds:
            return module
    return ""


_LIBRARIES = frozenset({"django", "numpy", "pandas", "sqlalchemy", "flask", "werkzeug", "twisted", "unittest", "test"})


def _constructed(facts: UnitFacts, call: t.Call) -> bool | None:
    """Whether a call makes a stand-in: for certain, by its name, or (None) not."""
    name = last_name(call.func)
    spoken = words(name)
    if not spoken:
        return None
    callee = facts.callee(call)
    if callee.startswith(_MOCKING):
        return True if name[:1].isupper() else None
    if not name[:1].isupper() or spoken[0] not in _STAND_IN_WORDS:
        return None
    found = facts.resolve(call.func)
    if _is_named_so(call):
        return None
    if found is None or not found.internal or _is_in_own_class(facts, call, name):
        return None
    return False if _stands_in(facts, found.name, name) else None


def _stands_in(facts: UnitFacts, dotted: str, name: str) -> bool:
    """Whether a class stands in for something that the program needs, by what there is beside it or by the work that it is named for; what
    derives from another library's class, as a node or an exception, is the product's own.
    """
    real = name.removeprefix(next((prefix for prefix in _PREFIXES if name.startswith(prefix)), ""))
    bases = [base for base in facts.lineage(dotted)[1:] if facts.asking.ask(CLASS, base) is None]
    if any(base.rpartition(".")[2] not in (real, "object", "ABC", "Protocol") for base in bases):
        return False
    unseen = facts.asking.ask(UNSEEN_BASES, dotted)
    if any(base.rpartition(".")[2] not in (real, "ABC", "Protocol") for base in unseen):
        return False
    if name.startswith(("Mock", "Stub")) or facts.asking.ask(CLASS_NAMED, real):
        return True
    return words(real)[-1:] != () and words(real)[-1] in _WORKING


_PREFIXES = ("Mocked", "Mock", "Fake", "Dummy", "Stub")
_WORKING = frozenset(
    {
        "mailer", "mail", "email", "gateway", "client", "service", "services", "repository", "repo", "provider", "api", "backend", "storage", "store", "cache",
        "session", "database", "db", "sender", "notifier", "payment", "payments", "processor", "adapter", "connector", "broker", "redis", "stripe",
        "authenticator", "auth", "search", "smtp", "bucket", "wallet", "bank", "model", "llm", "sms", "messenger", "publisher", "producer", "consumer",
        "vault", "ledger", "carrier", "geocoder", "translator", "scheduler", "queue", "bus", "user", "product", "order",
    }
)  # fmt: skip
"""What classes are named for that work for the program, mostly by asking somebody outside of it."""


def _is_named_so(call: t.Call) -> bool:
    """Whether the name that a stand-in is bound to says that it is one: whoever uses it knows."""
    parent = call.parent
    targets = parent.targets if isinstance(parent, t.Assign) else []
    return any(not _STAND_IN_WORDS.isdisjoint(words(last_name(target))) for target in targets)


def _is_in_own_class(facts: UnitFacts, call: t.Call, name: str) -> bool:
    """Whether a stand-in is made where it is itself defined: a small object of the module's own."""
    found = facts.resolve(call.func)
    owner = facts.reading.path[0] if facts.reading.path else ""
    return bool(_STAND_IN_WORDS & set(words(owner))) or (found is not None and found.name == f"{facts.module}.{owner}")


def _is_kept_away(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a condition decides where a stand-in is used, or a `try` replaces what is not installed."""
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, (t.If, t.IfExp)) and child is not outer.test and _asks_where(facts, outer.test):
            return True
        if isinstance(outer, t.Try) and any(child is handler for handler in outer.handlers):
            return True
        if isinstance(outer, t.FunctionDef) and _imports_mocks(outer):
            return True
        if isinstance(outer, t.FunctionDef) and not {"test", *_STAND_IN_WORDS, "demo"}.isdisjoint(words(outer.name)):
            return True
        if isinstance(outer, t.FunctionDef) and _turns_away(facts, outer, node):
            return True
        child = outer
    return False


def _turns_away(facts: UnitFacts, function: t.FunctionDef, node: t.Node) -> bool:
    """Whether a function has left before, where a condition says that there is nothing to stand in with: `if not FAKER_IMPORTED: raise`."""
    tests = (each for each in function.body if isinstance(each, t.If) and each.end < node.start)
    return any(isinstance(each.body[-1], (t.Return, t.Raise)) and _asks_where(facts, each.test) for each in tests)


def _imports_mocks(function: t.FunctionDef) -> bool:
    """Whether a function imports mocks for itself and puts them in other things' places: a helper that tests call."""
    imported = [
        each
        for each in t.walked(function.body, (t.FunctionDef, t.ClassDef))
        if isinstance(each, (t.Import, t.ImportFrom))
    ]
    mocks = any(
        (each.module if isinstance(each, t.ImportFrom) else each.names[0].name) in ("unittest", "unittest.mock", "mock")
        for each in imported
    )
    return mocks and any(isinstance(each, t.Yield) for each in t.walked(function.body, (t.FunctionDef,)))


def _asks_where(facts: UnitFacts, test: t.Expr) -> bool:
    """Whether a condition asks where the program runs."""
    spoken = set(words(facts.text(test)))
    return bool(spoken & _ASKING_WORDS) or ("type" in spoken and "checking" in spoken)
