"""On what it rests that a record is somebody's."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.words.people import names_maker
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import OWNED_COLUMNS, PEOPLE, People
from offpath.facts.stores.schema import Schema
from offpath.facts.unit import UnitFacts


class OwnerEvidence(Enum):
    """Verdicts on findings are counted by it, and hovers show it."""

    ASKED = "owner asked for elsewhere"
    REFERENCE = "owner by reference"
    NAME = "owner by name"
    MAKER = "made by"
    PARENT = "owner of a parent"
    CALLER = "caller at hand"
    SHARED = "shown to all who are signed in"


def owner_evidence(facts: UnitFacts, schema: Schema | None, owner: str, *, is_child: bool) -> OwnerEvidence:
    """What says that records of a model or table have this owner: other queries, what the field refers to, its name."""
    if not owner:
        return OwnerEvidence.PARENT if is_child else OwnerEvidence.CALLER
    if is_child or schema is None:
        return OwnerEvidence.PARENT
    known = facts.asking.ask(OWNED_COLUMNS)
    names = (schema.name, schema.table)
    if any(owner in known.get(normalised(each), ()) for each in names):
        return OwnerEvidence.ASKED
    if names_maker(owner):
        return OwnerEvidence.MAKER
    people: People = facts.asking.ask(PEOPLE)
    field = schema.field(owner.partition("__")[0])
    referred = normalised(field.references) if field is not None else ""
    return OwnerEvidence.REFERENCE if referred in {*people.names, *people.extensions} else OwnerEvidence.NAME
