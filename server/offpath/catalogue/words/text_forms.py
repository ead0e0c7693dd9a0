"""What a text refers to by its form: a place in a secret store, a class, an element of a page, a rule for a field."""

from __future__ import annotations

import re

REFERENCE = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*:(?://)?(?=[^@\s]*$)[\w$./#:{}-]*[/#:][\w$./#:{}-]*$|(?:env|ssm|vault|file|secret|secrets|kms|sops|keyring|param|op|arn|gcp|aws|azure|k8s|sm):"
    r"|!(?:ENV|env|vault)\b|projects/[^/\s]+/secrets/|@Microsoft\.KeyVault\(|\$\{?[A-Za-z_]\w*\}?$|%\w+%$)"
)
"""Where a value lies instead of the value: `ssm:/app/password`, `vault:secret/data/app#key`, `env:TOKEN`."""

STORE_PATH = re.compile(
    r"^/?(?:(?:[a-z]+|[A-Z]+|v?\d{1,4})(?:[_.-](?:[a-z]+|[A-Z]+|\d{1,4}))*/)+[A-Za-z]+(?:[_.-][A-Za-z]+)*$"
)
"""A path of plain words: `prod/mailer/key-name`."""

DOTTED_CLASS = re.compile(r"^(?:[a-z_][a-z0-9_]{0,30}\.)+[A-Z][A-Za-z]{2,30}[A-Za-z0-9_]*$")
"""The dotted path of a class: `django.contrib.auth.hashers.PBKDF2PasswordHasher`."""

PUBLIC_ADDRESS = re.compile(r"^0x[0-9A-Fa-f]{40}$|^(?:bc1|tz[123]|KT1)[0-9A-Za-z]{20,60}$")
"""The public address of an account or a contract of a chain."""

ELEMENT = re.compile(
    r"^(?:[#.][A-Za-z]+(?:[-_][A-Za-z]+)*|//.*|(?:css|xpath|id|name|data-\w+)[=:].*|(?:input|button|form|div|span|textarea)?\[.*\].*"
    r"|(?:input|button|textarea|div|span|label)[#.:>~\[].*)$"
)
"""A selector of an element of a page."""

ICON = re.compile(
    r"^(?:fa[bsrl]?|mdi|bi|icons?|glyphicon|ti|ri|lucide|tabler|heroicons?|material|ion|feather|pi)[-: ][a-z][a-z: -]*$"
)
"""The name of an icon: `fa-lock`, `mdi:key`."""

SHORTCUT = re.compile(
    r"^(?:ctrl|cmd|alt|shift|meta|mod|option|command|control|super)(?:\+(?:[a-z]+|[A-Z]|F?\d{1,2}|[-=,./]))+$|^(?:[CMS]-)+[a-z]$",
    re.IGNORECASE,
)
"""A shortcut of the keyboard."""

FIELD_RULE = re.compile(
    r"^(?:(?:required|nullable|optional|sometimes|string|min|max|regex|confirmed|unique|present|filled|between|size)(?::[\w,.-]+)?)(?:\|.*)?$"
    r"|^(?:var|n?var|long)?(?:char|text|binary|blob)(?:\(\d+\))?$|^(?:small|big|tiny|medium)?int(?:eger)?(?:\(\d+\))?$"
    r"|^(?-i:[a-z_]{2,20}(?::[a-z\d,.-]+)?(?:\|[a-z_]{2,20}(?::[a-z\d,.-]+)?)+)$"
    r"|^(?:str|string|bool|boolean|float|double|decimal|numeric|uuid|json|jsonb|bytea|date|datetime|timestamp|keyword|object|hidden|password)$"
    r"|^[A-Z][A-Za-z]*(?:Field|Column|Input|Type|Widget|Serializer|Validator)$",
    re.IGNORECASE,
)
"""What a field must be: rules of validators, types of columns, classes of fields."""

PLAIN_WORD = re.compile(r"^[A-Za-z\u00c0-\u024f]+(?:[- ][A-Za-z\u00c0-\u024f]+)*$")
"""Words of a language, and nothing else."""

SPEAKING_OF_TEXTS = frozenset(
    {
        "label", "title", "caption", "heading", "header", "message", "description", "help", "hint", "tooltip", "placeholder", "translation", "display",
        "icon", "selector", "locator", "shortcut", "hotkey", "keybinding", "rule", "validator", "constraint", "type", "kind", "column", "field",
        "schema", "mapping", "alias", "hasher", "serializer", "widget", "class", "choice", "option", "format", "pattern", "regex", "name", "topic", "route", "path",
        "endpoint", "url", "error", "code", "status", "reason", "event",
    }
)  # fmt: skip
"""What collections are named for whose values are about fields, not the fields' values."""

SHOWING = frozenset(
    {
        "example", "examples", "sample", "samples", "preview", "previews", "demo", "mock", "mocks", "fake", "dummy", "illustration", "doc", "docs",
        "documentation",
    }
)  # fmt: skip
"""What is named so shows something that does not exist."""

SCHEMA_EXAMPLES = frozenset(
    {
        "json_schema_extra",
        "schema_extra",
        "openapi_extra",
        "openapi_examples",
        "responses",
        "request_body",
        "extra_schema",
    }
)
"""Arguments in which frameworks take what their documentation shows."""

SELF_TELLING = {
    "email": re.compile(r"@"),
    "mail": re.compile(r"@"),
    "url": re.compile(r"://|^/"),
    "port": re.compile(r"^\d+$"),
    "age": re.compile(r"^\d+$"),
    "phone": re.compile(r"\d"),
    "id": re.compile(r"\d|^[\w-]{8,}$"),
    "date": re.compile(r"\d"),
    "expires": re.compile(r"\d"),
}
"""Keys whose values have a form; where another text stands there, the collection holds something about the fields."""
