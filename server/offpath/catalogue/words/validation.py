"""Checks and sanitisers: which only answer, and which raise, as data."""

from __future__ import annotations

ANSWERING = frozenset(
    {
        "werkzeug.security.check_password_hash", "bcrypt.checkpw", "hmac.compare_digest", "secrets.compare_digest",
        "django.contrib.auth.hashers.check_password", "html.escape", "markupsafe.escape", "bleach.clean", "nh3.clean",
        "werkzeug.utils.secure_filename", "shlex.quote", "urllib.parse.quote", "django.utils.html.escape", "django.utils.html.strip_tags",
        "flask_bcrypt.check_password_hash", "validators.email", "validators.url", "validators.uuid", "os.path.basename", "re.escape",
        "django.utils.text.get_valid_filename", "passlib.context.CryptContext.verify", "flask_wtf.FlaskForm.validate", "magic.from_buffer",
        "imghdr.what",
    }
)  # fmt: skip
"""Library functions whose only effect is their answer."""

JUDGING_FIELDS = frozenset(
    {"field_validator", "model_validator", "validator", "root_validator", "validates", "validates_schema"}
)  # fmt: skip
"""Decorators of pydantic, attrs, marshmallow and SQLAlchemy: what the function raises is the answer to whoever wrote the value."""

ANSWERING_METHODS = frozenset(
    {
        "is_valid", "validate_on_submit", "has_perm", "has_perms", "has_object_permission", "has_permission", "check_password", "is_authenticated",
        "has_role", "has_scope", "is_safe_url", "url_has_allowed_host_and_scheme", "is_allowed", "is_authorized", "is_authorised", "can_edit",
        "can_view", "can_delete", "can_access", "check_password_hash", "is_expired", "is_owner", "verify_password",
    }
)  # fmt: skip
"""Names of methods that answer in every library and project that has them, where nothing else can be seen."""

CHECKING_WORDS = frozenset(
    {"validate", "valid", "check", "verify", "is", "has", "can", "authorize", "authorise", "allowed", "permitted"}
)
CLEANING_WORDS = frozenset(
    {"clean", "sanitize", "sanitise", "escape", "normalize", "normalise", "strip", "scrub", "redact", "mask"}
)
"""First words of names by which functions check, and by which they clean."""
