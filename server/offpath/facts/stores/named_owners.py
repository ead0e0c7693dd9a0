"""Records that say by a person's name whose they are, in the place of a reference."""

from __future__ import annotations

from offpath.catalogue.words.secret_names import is_secret_name
from offpath.catalogue.words.verbs import words
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import PEOPLE, People
from offpath.facts.stores.schema import Schema
from offpath.facts.unit import UnitFacts

PERSON_NAMES = frozenset({"username", "user_name", "user_email", "author_name", "author_email"})
"""Fields that hold what a person who signs in is called."""

_SERVICES = frozenset(
    {"host", "hostname", "port", "server", "url", "endpoint", "provider", "platform", "service", "site", "network", "github", "telegram", "ssh", "smtp", "imap",
     "database"}
)  # fmt: skip


def is_of_person_or_service(facts: UnitFacts, schema: Schema) -> bool:
    """Whether a name in a record is that of an account itself, here or with another service, and not of whoever made the record."""
    people: People = facts.asking.ask(PEOPLE)
    if {normalised(schema.name), normalised(schema.table)} & {*people.names, *people.extensions}:
        return True
    spoken = {word for each in (schema.name, schema.table, *(f.name for f in schema.fields)) for word in words(each)}
    return not _SERVICES.isdisjoint(spoken) or any(is_secret_name(f.name) for f in schema.fields)
