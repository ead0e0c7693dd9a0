"""Fields of records that decide what somebody may do, owns or owes, as data."""

from __future__ import annotations

from functools import lru_cache

from offpath.catalogue.remembering import MOST_NAMES
from offpath.catalogue.words.exceptions import IRREGULAR
from offpath.catalogue.words.verbs import words

_NAMES = frozenset(
    {
        "role", "roles", "permissions", "permission", "groups", "scopes", "scope", "balance", "credit", "credits", "plan", "tier", "quota", "status",
        "verified", "approved", "paid", "price", "total", "amount", "discount", "admin", "superuser", "staff", "password_hash",
        "hashed_password", "email_verified", "user_permissions", "tenant_id", "organization_id", "access_level", "privileges", "points",
        "wallet", "salary", "commission", "owner_id", "user_id", "created_by",
    }
)  # fmt: skip
_SPEAKING = frozenset(
    {
        "admin",
        "staff",
        "superuser",
        "verified",
        "approved",
        "role",
        "permission",
        "permissions",
        "banned",
        "paid",
        "privileged",
    }
)
_STATES = frozenset({"status", "plan", "tier", "price", "total", "amount", "discount"})
"""Fields that are privileged in some records only."""


_ROLES = frozenset(
    {
        "role",
        "roles",
        "admin",
        "staff",
        "superuser",
        "group",
        "groups",
        "scope",
        "scopes",
        "tier",
        "permission",
        "permissions",
    }
)


@lru_cache(MOST_NAMES)
def names_role(field: str) -> bool:
    """Whether a field says what somebody may do, if it is about somebody: `role`, `admin_contact`."""
    return not _ROLES.isdisjoint(words(field))


@lru_cache(MOST_NAMES)
def names_doer(field: str) -> bool:
    """Whether a field says who did something to a record: `received_by`, `signed_by_id`, not `sort_by`."""
    spoken = list(words(field.lower()))
    if spoken[-1:] == ["id"]:
        spoken.pop()
    done = spoken[-2] if len(spoken) > 1 and spoken[-1] == "by" else ""
    return done.endswith(("ed", "en")) or done in IRREGULAR


@lru_cache(MOST_NAMES)
def is_privileged(field: str) -> bool:
    """Whether a field of this name is one that no client should set: `is_admin`, `role`, `balance`, `email_verified`."""
    name = field.lower()
    if name in _STATES:
        return False
    return name in _NAMES or not _SPEAKING.isdisjoint(words(name))
