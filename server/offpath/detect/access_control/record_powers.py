"""Fields of a record that give power or ownership there."""

from __future__ import annotations

from offpath.catalogue.words.people import CALLER_WORDS, PEOPLE_WORDS
from offpath.catalogue.words.privileged import is_privileged, names_doer, names_role
from offpath.catalogue.words.verbs import words
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import PEOPLE, People
from offpath.facts.stores.schema import Schema
from offpath.facts.unit import UnitFacts


class RecordPowers:
    """Judges the fields of one model or table; of one that cannot be seen by their names alone."""

    def __init__(self, facts: UnitFacts, schema: Schema | None) -> None:
        self._facts, self._schema = facts, schema
        self._are_of_people = schema is None or not schema.complete or _concerns_people(facts, schema)

    def gives(self, field: str) -> bool:
        """Whether no client should set a field: the `role` of a member is a power, that of a device is none."""
        if self._schema is not None and field in self._schema.owner_fields:
            return True
        if names_doer(field) and self._is_person(field):
            return True
        return is_privileged(field) and (self._are_of_people or field.startswith("is_") or not names_role(field))

    def _is_person(self, field: str) -> bool:
        """Whether a field of the record refers to one of the program's people."""
        declared = self._schema.field(field) if self._schema is not None else None
        people: People = self._facts.asking.ask(PEOPLE)
        known = {*people.names, *people.extensions}
        return declared is not None and bool(declared.references) and normalised(declared.references) in known


def _concerns_people(facts: UnitFacts, schema: Schema) -> bool:
    """Whether records are people, or say something of one."""
    people: People = facts.asking.ask(PEOPLE)
    known = {*people.names, *people.extensions}
    about = (schema.name, schema.table, *(each.references for each in schema.fields))
    if any(normalised(each) in known for each in about if each):
        return True
    named = {*words(schema.name.rpartition(".")[2]), *words(schema.table), normalised(schema.table)}
    return not named.isdisjoint(CALLER_WORDS | PEOPLE_WORDS | _PERSONS) or any(
        f.name in _SAID_OF_PEOPLE for f in schema.fields
    )


_PERSONS = frozenset(
    {
        "person",
        "editor",
        "author",
        "staff",
        "agent",
        "operator",
        "contributor",
        "participant",
        "teacher",
        "guest",
        "subscriber",
    }
)
_SAID_OF_PEOPLE = frozenset(
    {"email", "username", "password", "password_hash", "hashed_password", "first_name", "last_name", "birthday"}
)
