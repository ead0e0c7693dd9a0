"""Names of what must not be written down, as data."""

from __future__ import annotations

SECRET_WORDS = frozenset(
    {
        "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "authorization", "credentials", "cvv", "cvc", "ssn", "otp",
        "passcode", "jwt",
    }
)  # fmt: skip
SECRET_PAIRS = frozenset(
    {
        ("api", "key"), ("access", "key"), ("private", "key"), ("secret", "key"), ("signing", "key"), ("card", "number"), ("social", "security"),
        ("auth", "header"), ("bank", "account"), ("account", "number"), ("session", "key"), ("encryption", "key"),
    }
)  # fmt: skip
"""Last words, or last two words, of names of secrets, card and bank data."""

HARMLESS_BEFORE = frozenset(
    {
        "is", "has", "no", "num", "max", "min", "total", "n", "count", "prompt", "completion", "input", "output", "csrf", "next", "page",
        "continuation", "reservation", "lease", "fencing", "slot", "lock", "watermark", "debounce", "challenge", "nonce", "cancellation", "cancel", "trace",
        "correlation", "idempotency", "sequence", "stop", "eos", "pad", "image", "file", "media", "sync", "cursor", "resume", "delta",
         "use", "show", "needs", "requires", "invalid", "missing", "expired", "masked",
        "redacted", "safe", "hidden", "public",
    }
)  # fmt: skip
"""First words of names that only speak of one: `max_token`, `has_password`."""

MASKING = frozenset(
    {
        "mask", "masked", "redact", "redacted", "hash", "sha256", "md5", "hexdigest", "len", "bool", "type", "isinstance", "obfuscate", "anonymize",
        "anonymise", "hide", "sanitize", "sanitise", "censor", "truncate", "shorten", "fingerprint", "id",
    }
)  # fmt: skip
"""Words of functions whose answer no longer is the secret."""

WHOLE_BODIES = frozenset({"json", "form", "data", "POST", "headers", "get_json", "body", "cookies", "authorization"})
SIGNING_IN = frozenset(
    {
        "login", "signin", "register", "signup", "password", "payment", "checkout", "token", "auth", "authenticate", "credentials", "pay",
    }
)  # fmt: skip
"""Words of handlers whose request holds secrets."""

COUNTING = frozenset({"incr", "incrby", "hincrby", "increment", "decr", "decrby", "count", "time", "monotonic", "next"})
"""Calls that answer a number which goes up."""

TAKING_SLOTS = frozenset(
    {
        "acquire_on_behalf_of",
        "acquire_on_behalf_of_nowait",
        "release_on_behalf_of",
        "acquire_slot",
        "release_slot",
        "detach",
    }
)
"""Methods of limiters that are told for whom a place is taken or given back, and of contexts that are attached."""

ENFORCING = frozenset({"enforce", "authorize", "authorise"})
"""First words of functions that ask a policy."""

COMMANDS = frozenset({"commands", "cli", "management", "scripts", "bin", "tools", "__main__"})
"""Folders and modules that hold what somebody runs at a terminal."""

REFUSING = frozenset({"invalid", "expired", "revoked", "malformed", "unknown", "rejected", "refused"})
"""Words of exceptions that say that a token opens nothing."""

PLACES = frozenset(
    {
        "path",
        "file",
        "filename",
        "dir",
        "folder",
        "directory",
        "url",
        "uri",
        "location",
        "env",
        "id",
        "type",
        "length",
        "prefix",
    }
)
"""Last words of names of what is not the secret itself, but where it lies or of what kind it is."""

PRINTING_STARS = frozenset(
    {
        "pydantic.SecretStr",
        "pydantic.SecretBytes",
        "pydantic.types.SecretStr",
        "pydantic.types.SecretBytes",
        "pydantic.v1.SecretStr",
        "starlette.datastructures.Secret",
    }
)
"""Types whose values print stars."""

TAKING_PATHS = frozenset(
    {
        "open",
        "Path",
        "PurePath",
        "exists",
        "isfile",
        "getsize",
        "stat",
        "load_cert_chain",
        "read_text",
        "read_bytes",
        "load_pem",
        "chmod",
        "expanduser",
    }
)
NAMING_PATHS = frozenset(
    {"keyfile", "certfile", "cafile", "key_file", "cert_file", "key_filename", "ssl_keyfile", "ssl_certfile", "keypath", "identity_file", "filename", "file_path", "path"}
)  # fmt: skip
"""Keywords under which functions take the path of a file."""

OPENING = frozenset(
    {"open", "read_text", "read_bytes", "exists", "is_file", "stat", "write_text", "write_bytes", "unlink"}
)
"""Functions that take a path, and methods of one."""

DRAWING = (
    "secrets.",
    "random.",
    "uuid.uuid",
    "os.urandom",
    "string.",
    "cryptography.fernet.Fernet.generate",
    "django.core.management.utils.get_random",
)
"""What the names of functions begin with that draw values by lot."""

PERSONS = frozenset(
    {
        "profile",
        "user",
        "customer",
        "patient",
        "personal",
        "person",
        "contact",
        "employee",
        "applicant",
        "candidate",
        "guest",
        "passenger",
    }
)
WHOLES = frozenset({"data", "info", "details", "dict", "payload", "record", "profile"})
"""Words before, and last words, of names that hold all that is known of a person."""

SPEAKING_OF_PERSONS = frozenset(
    {
        "stripe", "paypal", "razorpay", "square", "payment", "payments", "checkout", "billing", "resend", "sendgrid", "mailgun", "postmark", "mail", "email",
        "emails", "twilio", "sms", "whatsapp", "telegram", "messenger", "shopify", "order", "orders", "customer", "customers", "clerk", "auth0", "user", "users",
        "lead", "leads", "hubspot", "salesforce", "calendly", "typeform", "plaid",
    }
)  # fmt: skip
"""Words of webhooks whose events hold names, addresses, messages or payments."""
