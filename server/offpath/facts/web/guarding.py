"""What is demanded of a caller, and what a function's own text and the names around it say of that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words import people as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.functions.local_guards import is_role_name
from offpath.facts.project.references import Ref
from offpath.facts.summaries.contribution import FunctionSummary


class Known(Enum):
    """By what somebody is known who gets in."""

    PERSON = "a session, a password or a token of their own"
    PROGRAM = "a key or a signature"
    LINK = "a secret that stands in the link, by which a record is found"
    TOKEN = "something that the request itself brings, for which the guard signs its bearer in"


@dataclass(frozen=True, slots=True)
class Guarding:
    """What is demanded of the caller."""

    authenticated: bool = False
    privileged: bool = False
    """Whether only some roles get in."""
    owned: bool = False
    """Whether a record's owner is compared with somebody, or an object permission is asked."""
    evidence: tuple[str, ...] = ()
    """The names of what says so."""
    known: frozenset[Known] = frozenset()
    """By what the caller is known, as far as it can be told."""

    @property
    def is_for_programs(self) -> bool:
        """Whether those who get in are other programs, which act for the operator, or hold a link: they own nothing."""
        return Known.LINK in self.known or self.known == {Known.PROGRAM}

    def __or__(self, other: Guarding) -> Guarding:
        if other is NOTHING or self is NOTHING:
            return self if other is NOTHING else other
        return Guarding(
            self.authenticated or other.authenticated,
            self.privileged or other.privileged,
            self.owned or other.owned,
            tuple(dict.fromkeys((*self.evidence, *other.evidence))),
            self.known | other.known,
        )

    def __bool__(self) -> bool:
        return self.authenticated or self.privileged or self.owned


NOTHING = Guarding()


def judged_locally(summary: FunctionSummary) -> Guarding:
    """What a function demands by its own text alone."""
    found = set(summary.guards)
    rejects = bool(found & {"rejects 401", "rejects 403", "rejects login"}) or _refuses_forgeries(summary)
    judges = catalogue.AUTHORISING.search(summary.path[-1]) is not None
    evidence = (summary.path[-1],) if rejects or judges else ()
    return Guarding(
        rejects,
        "role" in found and rejects,
        "owner" in found and (rejects or judges or "identity" in found or bool(summary.raises)),
        evidence,
        frozenset(known for word, known in _KNOWN_BY if word in found) if rejects or judges else frozenset(),
    )


def finds_by_secret(summary: FunctionSummary) -> bool:
    """Whether a function looks up one record by a secret that it is handed: whoever knows a share link's token may come in."""
    return "remembers caller" not in summary.guards and any(
        (access.one or access.operation in ("update", "delete"))
        and any(
            each.conjunctive and each.op == "=" and each.parameters and catalogue.is_link_secret(each.column)
            for each in access.filters
        )
        for access in summary.accesses
    )


BEARER_OF_LINK = Guarding(True, evidence=("secret link",), known=frozenset({Known.LINK}))

_KNOWN_BY = (("person", Known.PERSON), ("signs in", Known.TOKEN), ("key", Known.PROGRAM), ("signature", Known.PROGRAM))
PEOPLE_ARE_KNOWN = Guarding(True, known=frozenset({Known.PERSON}))


def _refuses_forgeries(summary: FunctionSummary) -> bool:
    """Whether a function compares a signature and raises where it is another's."""
    return "signature" in summary.guards and (bool(summary.raises) or any(s.name == "abort" for s in summary.calls))


def by_name(name: str) -> Guarding:
    """What the words of a name say that something demands which cannot be seen."""
    last = name.rpartition(".")[2]
    if not catalogue.guards_by_name(last) and not catalogue.owns_by_name(last):
        return NOTHING
    return Guarding(True, catalogue.privileges_by_name(last), catalogue.owns_by_name(last), (last,), known_by(last))


_OF_PERSONS = frozenset(
    {"login", "logged", "user", "session", "password", "authenticated", "jwt", "basic", "staff", "admin", "member"}
)


@lru_cache(maxsize=MOST_NAMES)
def known_by(name: str) -> frozenset[Known]:
    """By what the words of a guard's name say that somebody is known; nothing where they leave it open."""
    last = name.rpartition(".")[2]
    if catalogue.is_key_of_program(last):
        return frozenset({Known.PROGRAM})
    return frozenset() if _OF_PERSONS.isdisjoint(words(name)) else frozenset({Known.PERSON})


def demands(called: str, target: Ref | None) -> bool:
    """Whether a function that cannot be seen turns strangers away, by its name."""
    if target is not None and target.name.partition(".")[0] in (
        "builtins",
        "hashlib",
        "hmac",
        "re",
        "json",
        "django",
        "sqlalchemy",
        "werkzeug",
    ):
        return False
    found = set(words(called))
    return catalogue.guards_by_name(called) and bool(found & _ASKING)


_ASKING = frozenset(
    {"require", "ensure", "check", "verify", "assert", "enforce", "authorize", "authorise", "authenticate", "current", "validate", "logged", "protect", "must",
     "permission", "permissions", "allowed", "deny", "restrict", "has", "can", "is", "required", "identity", "principal", "caller", "claims"}
)  # fmt: skip


def is_role(text: str) -> bool:
    """Whether a text that a guard is handed names a role; of a member of an enumeration, one that not everybody has."""
    if "." in text and text.replace(".", "").replace("_", "").isalnum():
        return catalogue.is_powerful_role(text)
    return is_role_name(text) or text.lower() in ("superuser", "editor", "teacher", "manager", "owner")
