"""Whose a record is: the fields of a model or table that lead to the person who signs in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from offpath.catalogue.words.people import names_maker, says_who
from offpath.catalogue.words.privileged import names_doer
from offpath.catalogue.words.verbs import words
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.fields import SchemaField, normalised
from offpath.facts.stores.reached import ACCESSES
from offpath.facts.summaries.binding import parameter_of
from offpath.facts.summaries.contribution import AccessSummary, ClassSummary, FieldSummary

_PEOPLE = frozenset({"user", "account", "profile", "authusermodel", "usermodel"})
_PERSON_BASES = frozenset(
    {
        "AbstractUser",
        "AbstractBaseUser",
        "UserMixin",
        "SQLAlchemyBaseUserTable",
        "SQLAlchemyBaseUserTableUUID",
        "SQLAlchemyBaseOAuthAccountTable",
    }
)
_PASSWORDS = frozenset({"password", "passwordhash", "hashedpassword", "passwordhashed", "pwhash", "passwd", "pwdhash"})
_LOGINS = frozenset({"email", "username", "login", "emailaddress", "phone", "phonenumber", "name"})
_SERVICES = frozenset({"host", "hostname", "port", "server", "url", "baseurl", "endpoint", "smtphost", "imaphost"})
_KEYS = frozenset({"id", "pk", "_id", "uuid", "email", "username", "sub"})

_NOT_OWNING = frozenset(
    {"last", "modified", "updated", "edited", "editor", "reviewed", "reviewer", "approved", "approver", "moderator", "moderators", "deleted",
     "closed", "resolved", "locked", "assigned", "assignee", "verified", "invited", "granted", "admin", "cashier", "clerk", "teller", "recorded",
     "registered", "entered", "handled", "processed", "prepared", "performed", "booked", "issued", "received", "cancelled", "counted", "scanned"}
)  # fmt: skip
"""Words of fields that refer to a user who did something to a record, not to whose it is."""


@dataclass(frozen=True, slots=True)
class People:
    """The models and tables of the people who sign in, by their normalised names."""

    names: frozenset[str]
    extensions: Mapping[str, str]
    """Models that say more about a user, one for each, with the field that leads to the user."""
    others: frozenset[str]
    """Models of the project that lead to nobody who signs in: the buyer of a shop's till, the patient of a practice."""


def people(project: Project) -> People:
    """Who signs in: users by name, by base class, by having a password; and what extends them one to one."""
    names = set(_PEOPLE)
    for path, summary in _classes(project):
        bases = {base.rpartition(".")[2] for base in summary.base_names}
        if not bases.isdisjoint(_PERSON_BASES) or (bases and _signs_in(f.name for f in summary.fields)):
            names.add(normalised(path))
            names.update(normalised(str(f.constant)) for f in summary.fields if f.name == "__tablename__")
    names.update(normalised(table.name) for table in project.tables() if _signs_in(table.columns))
    names.update(_read_as_caller(project, frozenset(names)))
    extensions = {
        normalised(path): field.name
        for path, summary in _classes(project)
        for field in summary.fields
        if any("OneToOne" in each for each in field.references)
        and any(normalised(each) in names for each in field.references)
    }
    led = {*names, *extensions}
    others = (
        normalised(path)
        for path, summary in _classes(project)
        if summary.bases and summary.fields and not any(_is_led_to(field, led) for field in summary.fields)
    )
    return People(frozenset(names), extensions, frozenset(others) - led)


def _is_led_to(field: FieldSummary, people: set[str]) -> bool:
    """Whether a field leads to a person, by what it refers to or by its name."""
    return any(normalised(each) in people for each in (*field.references, field.name, field.name.removesuffix("_id")))


def _read_as_caller(project: Project, known: frozenset[str]) -> Iterator[str]:
    """What functions such as `current_gardener` read one record of; beside people that are known, nobody else is meant."""
    for module in project.modules.values():
        for path in module.functions:
            name = path.rpartition(".")[2]
            if not says_who(name) or len(words(name)) > _LONGEST_NAME or name.startswith("test"):
                continue
            reached = project.answer(ACCESSES, module.dotted(path))
            read = {normalised(a.target) for a in (each.access for each in reached) if _reads_one(a)}
            named = {normalised(word) for word in words(name)}
            if read.isdisjoint(known):
                yield from read if len(read) == 1 else read & named


_LONGEST_NAME = 5
"""So many words has the name of what gives the caller; longer ones tell of something that is done with them."""


def _reads_one(access: AccessSummary) -> bool:
    return access.operation == "read" and access.one and bool(access.target)


def owned_columns(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The columns by which the project asks for the caller's own records, by the table's or model's normalised name."""
    found: dict[str, dict[str, None]] = {}
    for _, target, column, _ in project.spelled_callers():
        if target and leads_to_owner(column):
            found.setdefault(normalised(target), {})[column] = None
    for target, column in _asked_through_services(project):
        if leads_to_owner(column):
            found.setdefault(normalised(target), {})[column] = None
    return {target: tuple(columns) for target, columns in found.items()}


def _asked_through_services(project: Project) -> Iterator[tuple[str, str]]:
    """The tables and columns by which functions ask that are handed the caller: `pupils_of(current_user.id)`."""
    resolver = Resolver(project)
    for module, symbol, slot in project.handed_callers():
        called = resolver.resolve(module, symbol)
        if called is None or not called.internal or called.kind != "function":
            continue
        facts, path = resolver.locate(called.name)
        summary = facts.functions.get(path) if facts is not None else None
        parameter = parameter_of(summary.parameters, slot) if summary is not None else ""
        for each in project.answer(ACCESSES, called.name) if parameter else ():
            for condition in each.access.filters:
                if condition.op == "=" and condition.parameters == (parameter,) and each.access.target:
                    yield each.access.target, condition.column


def owner_fields(
    project: Project, name: str, table: str, fields: Mapping[str, SchemaField], store: str
) -> tuple[str, ...]:
    """The fields that name an owner: those of the setting, those that refer to people, those that queries ask by.

    `owner` is also what `owner_id` columns are called in models. In Django a path leads on from what extends a user.
    """
    notes = is_trail(name) or is_trail(table)
    wanted = () if notes else project.settings.owner_fields
    known: People = project.answer(PEOPLE)
    named = {
        name: field
        for name, field in fields.items()
        if (name.endswith("_id") or not field.is_plain) and normalised(field.references) not in known.others
    }
    exact = [each for each in wanted if each in named]
    implied = [f for f in named if f"{f}_id" in wanted or f.removesuffix("_id") in wanted]
    referring = [
        f"{f.name}__{known.extensions[normalised(f.references)]}"
        if store == "django" and normalised(f.references) in known.extensions
        else f.name
        for f in fields.values()
        if leads_to_owner(f.name)
        and not notes
        and (normalised(f.references) in known.names or normalised(f.references) in known.extensions)
    ]
    columns: Mapping[str, tuple[str, ...]] = project.answer(OWNED_COLUMNS)
    asked = [c for each in (name, table) for c in columns.get(normalised(each), ())]
    learned = [c for c in asked if c in fields or (store == "django" and c.partition("__")[0] in fields)]
    return tuple(dict.fromkeys((*exact, *implied, *referring, *learned)))


def is_trail(table: str) -> bool:
    """Whether a table notes who did what, of whomever: `stock_audit_log`."""
    bare = table.rpartition(".")[2]
    return "audit" in words(bare) or bare.lower() in ("log", "logs") or bare.lower().replace("_", "").endswith(_TRAILS)


_TRAILS = (
    "auditlog",
    "auditlogs",
    "audittrail",
    "auditentry",
    "auditentries",
    "auditevent",
    "auditevents",
    "eventlog",
    "eventlogs",
    "accesslog",
    "accesslogs",
)


def leads_to_owner(column: str) -> bool:
    """Whether a field that refers to a person may say whose a record is, not who did something to it."""
    if column.lower() in _KEYS or not _NOT_OWNING.isdisjoint(words(column)):
        return False
    return not names_doer(column) or names_maker(column) or not _BELONGING.isdisjoint(words(column))


_BELONGING = frozenset(
    {"owned", "created", "added", "uploaded", "submitted", "posted", "written", "authored", "made", "requested", "ordered", "placed", "bought", "saved", "sent", "rented",
     "reserved", "claimed", "used", "hosted", "organized", "organised"}
)  # fmt: skip
"""Words of fields by which a record is somebody's who did something: `uploaded_by`, not `dispensed_by`."""


def _signs_in(names: Iterable[str]) -> bool:
    """Whether somebody with such fields signs in here; accounts with other services have an address of that service."""
    plain = {each.lower().replace("_", "") for each in names}
    return not plain.isdisjoint(_PASSWORDS) and not plain.isdisjoint(_LOGINS) and plain.isdisjoint(_SERVICES)


def _classes(project: Project) -> Iterator[tuple[str, ClassSummary]]:
    for module in project.modules.values():
        yield from module.classes.items()


PEOPLE = Question(people)
OWNED_COLUMNS = Question(owned_columns)
