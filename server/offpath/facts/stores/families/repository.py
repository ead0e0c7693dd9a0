"""Calls of the project's own data layer: by what the called function does where it can be seen, by name where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import FUNCTION, LINEAGE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import awaited
from offpath.facts.stores.reached import ACCESSES, ReachedAccess, as_of
from offpath.facts.summaries.contribution import AccessSummary, FunctionSummary, Operation, Parameter
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_KEEPERS = frozenset(
    {"db", "database", "repo", "repos", "repository", "repositories", "store", "storage", "dao", "crud", "datastore", "persistence", "dal",
     "table", "model", "models", "gateway"}
)  # fmt: skip
"""Words in the name of what keeps records."""

_READING = frozenset(
    {"get", "find", "fetch", "load", "read", "lookup", "retrieve", "select", "query", "list", "search"}
)
_WRITING: dict[str, Operation] = {
    "save": "update", "update": "update", "set": "update", "store": "update", "put": "update", "upsert": "upsert", "replace": "update",
    "write": "update", "persist": "update", "insert": "insert", "create": "insert", "add": "insert", "delete": "delete",
    "remove": "delete", "modify": "update", "change": "update",
}  # fmt: skip
_FILLERS = frozenset(
    {
        "by",
        "id",
        "one",
        "all",
        "or",
        "none",
        "404",
        "for",
        "with",
        "the",
        "async",
        "from",
        "in",
        "record",
        "records",
        "row",
    }
)
_LIBRARIES = frozenset(
    {"builtins", "os", "flask", "flask_sqlalchemy", "sqlalchemy", "sqlmodel", "django", "redis", "pymongo", "motor", "sqlite3", "psycopg",
     "psycopg2", "asyncpg", "aiosqlite", "peewee", "tortoise", "requests", "httpx", "boto3", "json", "logging", "collections",
     "typing", "fastapi", "starlette", "pathlib", "shutil", "rest_framework", "werkzeug", "celery", "git", "pygit2", "dulwich", "hglib", "github", "gitlab"}
)  # fmt: skip


def is_written(project: Project, name: str) -> bool | None:
    """Whether a function has a body to speak of; None for what is no function. What the body does may change."""
    summary: FunctionSummary | None = project.answer(FUNCTION, name)
    return None if summary is None else not summary.is_stub


IS_WRITTEN = Question(is_written)


def read_repository(facts: UnitFacts, call: t.Call) -> Iterator[DataAccess]:
    """The accesses that a call of the project's data layer leads to."""
    name = last_name(call.func)
    if not name or name.startswith("__"):
        return
    target = facts.resolve(call.func)
    operation = facts.asking.catalogue.operation(target.name) if target is not None else ""
    if operation and operation != "sql":
        yield _declared(call, name, cast("Operation", operation))
        return
    if target is not None and target.internal:
        is_written = facts.asking.ask(IS_WRITTEN, target.name) if target.kind == "function" else None
        if is_written is None:
            return
        if is_written:
            summary = facts.summary(target.name) if facts.asking.ask(ACCESSES, target.name) else None
            if summary is not None:
                yield from _seen(facts, call, summary, target.name)
            return
    elif target is not None and target.name.partition(".")[0] in _LIBRARIES:
        return
    access = _by_name(facts, call, name, target.name if target is not None else "")
    if access is not None:
        yield access


def _declared(call: t.Call, name: str, operation: Operation) -> DataAccess:
    """The access of a store that a file of the catalogue describes: the first argument is the record's key, keywords are columns."""
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    kept = last_name(receiver) if receiver is not None else ""
    target = kept or "_".join(words(name)[1:])
    if operation in ("read", "delete"):
        filters = tuple(Filter("id" if i == 0 else "", "=", a, node=a) for i, a in enumerate(call.args))
        filters += tuple(Filter(k.arg, "=", k.value, node=k) for k in call.keywords if k.arg)
        return DataAccess(
            "repository", operation, call, target, filters=filters, results=(awaited(call),), receiver=receiver
        )
    values, record, picks = _written(call, ())
    picked = picks if operation == "update" else ()
    return DataAccess(
        "repository",
        operation,
        call,
        target,
        filters=picked,
        values=values,
        record=record,
        results=(awaited(call),),
        receiver=receiver,
    )


def _seen(facts: UnitFacts, call: t.Call, summary: FunctionSummary, name: str) -> Iterator[DataAccess]:
    reached: tuple[ReachedAccess, ...] = facts.asking.ask(ACCESSES, name)
    arguments = dict(arguments_of(call, summary.parameters))
    for each in reached:
        if not each.elsewhere:
            yield _through(call, _of_receiver(facts, call, each), arguments)


def _of_receiver(facts: UnitFacts, call: t.Call, each: ReachedAccess) -> ReachedAccess:
    """The access as that of the class whose method is called, where only a base of it says how: `Shelf.get_or_create(…)`."""
    found = facts.resolve(call.func.value) if isinstance(call.func, t.Attribute) and each.model is not None else None
    if found is None or found.kind != "class" or not found.internal or each.model is None:
        return each
    if found.name == each.model.name or each.model.name not in facts.asking.ask(LINEAGE, found.name):
        return each
    return as_of(each, found)


def arguments_of(call: t.Call, parameters: tuple[Parameter, ...]) -> Iterator[tuple[str, t.Expr]]:
    """Which argument each parameter of the callee gets."""
    positional = [p.name for p in parameters if p.kind in ("positional", "positional-only")]
    if positional[:1] in (["self"], ["cls"]) and isinstance(call.func, t.Attribute):
        positional = positional[1:]
    for name, value in zip(positional, call.args, strict=False):
        if isinstance(value, t.Starred):
            break
        yield name, value
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value


def _through(call: t.Call, reached: ReachedAccess, arguments: dict[str, t.Expr]) -> DataAccess:
    access: AccessSummary = reached.access

    def value(parameters: tuple[str, ...]) -> t.Expr | None:
        given = [
            arguments[p] for p in parameters if p in arguments and p not in ("session", "db", "conn", "connection")
        ]
        return given[0] if given else None

    return DataAccess(
        access.store,
        access.operation,
        call,
        access.target,
        reached.model,
        filters=tuple(Filter(f.column, f.op, value(f.parameters), f.conjunctive) for f in access.filters),
        values=tuple(Assigned(v.column, value(v.parameters), v.relative) for v in access.values),
        record=value(access.record),
        results=(awaited(call),) if access.returned or access.operation != "read" else (),
        one=access.one,
        scalar=access.scalar,
        columns=access.columns,
        locks=access.locks,
        through=reached.function,
        there=reached.step,
        receiver=call.func.value if isinstance(call.func, t.Attribute) else None,
        certainty="known" if access.known else "by-name",
    )


def _by_name(facts: UnitFacts, call: t.Call, name: str, resolved: str) -> DataAccess | None:
    """`db.get_user(user_id)`, `repo.save(user)`, `crud.update_balance(…)`, where nothing of the callee can be seen."""
    spelled = words(name)
    verb = spelled[0] if spelled else ""
    keeper = _keeper(call, resolved)
    if not keeper or (verb not in _READING and verb not in _WRITING):
        return None
    entity = tuple(w for w in spelled[1:] if w not in _FILLERS)
    owner = tuple(w for w in words(keeper) if w not in _KEEPERS)
    common = {"store": "repository", "call": call, "results": (awaited(call),), "certainty": "by-name"}
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    target = "_".join(_entity(entity) or owner)
    if verb in _READING:
        if (not call.args and not call.keywords) or (name == "get" and _is_of_dictionary(call)):
            return None
        filters = tuple(Filter("id" if i == 0 else "", "=", a, node=a) for i, a in enumerate(call.args))
        filters += tuple(Filter(k.arg, "=", k.value, node=k) for k in call.keywords if k.arg)
        many = verb in ("list", "search") or "all" in spelled or (bool(entity) and entity[-1].endswith("s"))
        return DataAccess(operation="read", target=target, filters=filters, one=not many, receiver=receiver, **common)  # type: ignore[arg-type]
    values, record, picks = _written(call, entity)
    return DataAccess(
        operation=_WRITING[verb],
        target=target,
        filters=picks,
        values=values,
        record=record,
        conditional=any(_compares(keyword.arg) for keyword in call.keywords),
        receiver=receiver,
        **common,  # type: ignore[arg-type]
    )


def _compares(keyword: str | None) -> bool:
    """Whether an argument of a write says what the store has to hold for it: `from_state`, `expected_version`, `if_match`."""
    return keyword is not None and not _COMPARING.isdisjoint(words(keyword))


_COMPARING = frozenset({"from", "expected", "expect", "if", "etag", "match", "unless", "previous", "old", "only"})


def _is_of_dictionary(call: t.Call) -> bool:
    """Whether a `get` asks a dictionary: by a key that is written out."""
    return bool(call.args) and isinstance(call.args[0], t.Constant) and isinstance(call.args[0].value, str)


def _keeper(call: t.Call, resolved: str) -> str:
    """The name of what keeps the records: the receiver, or the module that a function is imported from."""
    if isinstance(call.func, t.Attribute):
        name = last_name(call.func.value)
        if not name and isinstance(call.func.value, t.Call):
            name = last_name(call.func.value.func)
    else:
        name = resolved.rpartition(".")[0].rpartition(".")[2]
    return name if _KEEPERS.intersection(words(name)) else ""


def _entity(rest: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a method's name that say what it is about, up to `by`."""
    return rest


def _written(call: t.Call, entity: tuple[str, ...]) -> tuple[tuple[Assigned, ...], t.Expr | None, tuple[Filter, ...]]:
    """What a writing call is handed: a whole record, or a key and values."""
    keywords = tuple(Assigned(k.arg, k.value, node=k) for k in call.keywords if k.arg and not _compares(k.arg))
    if len(call.args) == 1 and not keywords:
        return (), call.args[0], ()
    picks = tuple(Filter("id", "=", a, node=a) for a in call.args[:1])
    values: list[Assigned] = []
    for value in call.args[1:]:
        if isinstance(value, t.Dict):
            items = [i for i in value.items if isinstance(i.key, t.Constant)]
            values += [Assigned(str(i.key.value), i.value, node=i) for i in items if isinstance(i.key, t.Constant)]
        else:
            values.append(Assigned("_".join(entity) or "value", value, node=value))
    return (*values, *keywords), None, picks
