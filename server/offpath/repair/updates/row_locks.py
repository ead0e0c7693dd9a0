"""The row lock: the read keeps others away until the transaction ends. For updates that one statement cannot say."""

from __future__ import annotations

from offpath.catalogue.types import CONNECTION, CURSOR
from offpath.facts.code.symbols import last_name
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.shared.registered import HAS_TRAIT
from offpath.facts.stores.chain import unroll
from offpath.facts.stores.families.expressions import is_column
from offpath.facts.summaries.registrations import ON_SERVER, ON_SQLITE
from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.edits import add_argument, indentation, insertion, line_end, statement_of
from offpath.repair.placing import Repair, is_of_another_record
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

TITLE = "Lock the row while it is changed"

_ATOMIC = frozenset({"atomic", "in_transaction", "transaction", "begin", "begin_nested", "commit_on_success"})
_SERVERS = ("psycopg", "asyncpg", "pymysql", "mysql", "aiomysql", "mariadb", "oracledb", "cx_Oracle")


def repair_by_row_lock(rewrite: Rewrite) -> Repair | None:
    """The read made to lock, in the words of its store; None where it cannot be, or stands in another function."""
    read = rewrite.read
    if read.through or read.operation != "read" or not read.one or rewrite.is_given or rewrite.is_related:
        return None
    if read.store != "sql" and _locks_nothing(rewrite):
        return None
    if any(is_of_another_record(each) for each in rewrite.changes) or _only_shows(rewrite):
        return None
    if read.store == "sqlalchemy":
        return _sqlalchemy(rewrite)
    if read.store == "django":
        return _django(rewrite)
    if read.store in ("peewee", "tortoise"):
        return _chained(rewrite)
    if read.store == "sql":
        return _sql(rewrite)
    return None


def _locks_nothing(rewrite: Rewrite) -> bool:
    """Whether the project's database is SQLite alone, for which mappers leave the lock out."""
    ask = rewrite.function.unit.asking.ask
    return ask(HAS_TRAIT, ON_SQLITE) and not ask(HAS_TRAIT, ON_SERVER)


def _only_shows(rewrite: Rewrite) -> bool:
    """Whether the handler answers GET as well: whoever only looks would wait."""
    route: Route | None = rewrite.function.unit.asking.ask(ROUTE, rewrite.function.qualified_name)
    return route is not None and "get" in route.methods


# -- SQLAlchemy


def _sqlalchemy(rewrite: Rewrite) -> Repair | None:
    read, facts = rewrite.read, rewrite.function.unit
    if last_name(read.call.func) in ("get", "get_one") and len(read.call.args) > 1:
        edits = add_argument(facts, read.call, "with_for_update=True")
        return Repair(TITLE, edits) if edits is not None else None
    links = [link for link in unroll(read.call).links if link.call is not None]
    if any(link.name == "query" for link in unroll(read.call).links):
        last = links[-1].call
        assert last is not None
        assert isinstance(last.func, t.Attribute)
        return Repair(TITLE, (insertion(last.func.value.end, _on_own_line(rewrite, last.func)),))
    statement = read.statement_node
    if isinstance(statement, t.Call) and not is_column(facts, statement):
        return Repair(TITLE, (insertion(statement.end, ".with_for_update()"),))
    if isinstance(statement, t.Name):
        definitions = facts.definitions(statement)
        if len(definitions) == 1 and isinstance(definitions[0].value, t.Call):
            return Repair(TITLE, (insertion(definitions[0].value.end, ".with_for_update()"),))
    return None


def _on_own_line(rewrite: Rewrite, link: t.Attribute) -> str:
    """`.with_for_update()`, on a line of its own where the chain has one for each link."""
    between = rewrite.function.unit.reading.text[link.value.end : link.attr_start]
    return f"{between[:-1]}.with_for_update()" if "\n" in between and "#" not in between else ".with_for_update()"


# -- Django, Peewee, Tortoise


def _django(rewrite: Rewrite) -> Repair | None:
    read, facts = rewrite.read, rewrite.function.unit
    if rewrite.function.node.is_async:
        return None
    edits: list[Edit] = []
    name = last_name(read.call.func)
    if name == "get_object_or_404" and read.call.args:
        subject = read.call.args[0]
        own = isinstance(subject, (t.Name, t.Attribute)) and last_name(subject)[:1].isupper()
        edits.append(insertion(subject.end, ".objects.select_for_update()" if own else ".select_for_update()"))
    elif name == "get_object":
        again = _reread(rewrite)
        if again is None:
            return None
        edits.append(again)
    elif isinstance(read.call.func, t.Attribute):
        edits.append(insertion(read.call.func.value.end, ".select_for_update()"))
    else:
        return None
    if _is_atomic(rewrite):
        return Repair(TITLE, tuple(edits))
    start = facts.reading.text.rfind("\n", 0, rewrite.function.node.start) + 1
    indent = facts.reading.text[start : rewrite.function.node.start]
    if indent.strip():
        return None
    edits.append(insertion(start, f"{indent}@transaction.atomic{line_end(facts)}"))
    return Repair(TITLE, tuple(edits), ("from django.db import transaction",))


def _reread(rewrite: Rewrite) -> Edit | None:
    """A view's object read once more under the lock, behind `self.get_object()`."""
    facts = rewrite.function.unit
    statement = statement_of(rewrite.read.call)
    if not isinstance(statement, t.Assign) or not isinstance(statement.targets[0], t.Name):
        return None
    name = statement.targets[0].id
    text = f"{name} = self.get_queryset().select_for_update().get(pk={name}.pk)"
    return insertion(statement.end, f"{line_end(facts)}{indentation(facts, statement)}{text}")


def _chained(rewrite: Rewrite) -> Repair | None:
    """`Model.get(…)` made a chain that locks; only inside a transaction, for the lock ends with it."""
    read, facts = rewrite.read, rewrite.function.unit
    if not _is_atomic(rewrite) or read.model_node is None or not isinstance(read.call.func, t.Attribute):
        return None
    name, text = read.call.func.attr, facts.text
    model, arguments = text(read.model_node), read.call.args
    direct = read.call.func.value is read.model_node
    if read.store == "tortoise":
        return Repair(TITLE, (insertion(read.call.func.value.end, ".select_for_update()"),)) if direct else None
    if direct and name == "get_by_id" and len(arguments) == 1:
        chain = f"{model}.select().where({model}.id == {text(arguments[0])}).for_update().get()"
    elif direct and name == "get" and arguments:
        chain = f"{model}.select().where({', '.join(text(a) for a in arguments)}).for_update().get()"
    elif not direct:
        return Repair(TITLE, (insertion(read.call.func.value.end, ".for_update()"),))
    else:
        return None
    return Repair(TITLE, (Edit(Span(read.call.start, read.call.end), chain),))


def _is_atomic(rewrite: Rewrite) -> bool:
    """Whether a transaction spans the read and the write."""
    function = rewrite.function
    for decorator in function.node.decorators:
        target = decorator.func if isinstance(decorator, t.Call) else decorator
        if last_name(target) in _ATOMIC:
            return True
    node: t.Node | None = rewrite.read.call.parent
    while node is not None and node is not function.node:
        if isinstance(node, t.With) and node.end >= rewrite.at.end:
            contexts = [i.context.func if isinstance(i.context, t.Call) else i.context for i in node.items]
            if any(last_name(c) in _ATOMIC for c in contexts):
                return True
        node = node.parent
    return False


# -- SQL


def _sql(rewrite: Rewrite) -> Repair | None:
    """`FOR UPDATE` behind the SELECT where the server has it, `BEGIN IMMEDIATE` before it in SQLite."""
    read, facts = rewrite.read, rewrite.function.unit
    if read.source is None or read.receiver is None or read.statement is None:
        return None
    driver = _driver(rewrite)
    if driver in ("sqlite3", "aiosqlite") and not isinstance(read.call.parent, t.Await):
        statement = statement_of(read.call)
        before = facts.reading.text[facts.reading.text.rfind("\n", 0, statement.start) + 1 : statement.start]
        if last_name(read.call.func) != "execute" or before.strip():
            return None
        begin = f'{facts.text(read.receiver)}.execute("BEGIN IMMEDIATE"){line_end(facts)}{before}'
        return Repair("Begin the transaction before reading", (insertion(statement.start, begin),))
    if not driver.startswith(_SERVERS) or read.statement.grouped or read.statement.is_aggregate:
        return None
    if driver.startswith("asyncpg") and not _is_atomic(rewrite):
        return None
    text = read.source.sql.text
    end = len(text.rstrip().rstrip(";").rstrip())
    if "--" in text[text.rfind("\n", 0, end) + 1 : end]:
        return None
    edit = read.source.unit_edit(Edit(Span(end, end), " FOR UPDATE"))
    return Repair(TITLE, (edit,)) if edit is not None else None


def _driver(rewrite: Rewrite) -> str:
    """The module of the driver that runs the read, or an empty string."""
    facts = rewrite.function.unit
    callee = facts.callee(rewrite.read.call)
    owner = callee.rpartition(".")[0]
    is_driver = facts.asking.catalogue.types.is_any(owner, frozenset({CONNECTION, CURSOR}))
    return owner.rpartition(".")[0] if is_driver else ""
