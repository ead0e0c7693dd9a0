"""What only some people may do, by the words of paths, names and fields, as data."""

from __future__ import annotations

ADMIN_PATHS = frozenset({"admin", "administration", "backoffice", "staff", "superuser", "moderation", "internal-admin"})
"""Segments of paths under which administrators work."""

POWERS = frozenset(
    {
        "ban",
        "unban",
        "suspend",
        "unsuspend",
        "promote",
        "demote",
        "impersonate",
        "deactivate",
        "reactivate",
        "blacklist",
        "whitelist",
    }
)
"""First words of handlers that act on other people's accounts."""

GRANTING = frozenset({"role", "roles", "permission", "permissions", "admin", "staff", "moderator", "privileges"})
"""What is set, granted or revoked by handlers that change what others may do."""

GRANTS = frozenset({"set", "change", "update", "assign", "grant", "revoke", "make", "remove", "add", "edit", "toggle"})

STANDING_FIELDS = frozenset(
    {
        "role", "roles", "is_admin", "is_staff", "is_superuser", "is_active", "active", "is_banned", "banned", "disabled", "is_disabled", "locked",
        "suspended", "is_suspended", "permissions", "is_moderator", "verified", "is_verified", "approved", "plan", "balance", "credits",
    }
)  # fmt: skip
"""Fields of an account that its holder does not set."""

CHANGING = frozenset(
    {
        "delete",
        "remove",
        "destroy",
        "update",
        "edit",
        "modify",
        "change",
        "patch",
        "put",
        "archive",
        "purge",
        "erase",
        "drop",
    }
)
"""First words of handlers that change or delete a record as such, whatever it is."""
