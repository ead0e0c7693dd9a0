"""The settings in the VS Code extension's manifest: the extension's own, and those of the server's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offpath.engine.configuration.settings_table import SETTINGS

_STRINGS = {"type": "array", "items": {"type": "string"}, "default": []}
_LEVELS = ("error", "warning", "info", "debug")

OWN_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "enable": {
        "type": "boolean",
        "default": True,
        "scope": "resource",
        "markdownDescription": "Whether offpath runs.",
    },
    "interpreter": {
        **_STRINGS,
        "scope": "machine-overridable",
        "markdownDescription": "The Python that runs the server, with its arguments. By default the one chosen in the Python extension, "
        "else `python3`, `python` or `py` on the PATH. `${workspaceFolder}`, `${userHome}` and `${env:NAME}` are replaced.",
    },
    "importStrategy": {
        "type": "string",
        "enum": ["useBundled", "fromEnvironment"],
        "enumDescriptions": [
            "The server that comes with the extension.",
            "The offpath that is installed for the interpreter; the bundled one where there is none.",
        ],
        "default": "useBundled",
        "scope": "machine-overridable",
        "markdownDescription": "Which offpath runs.",
    },
    "path": {
        **_STRINGS,
        "scope": "machine-overridable",
        "markdownDescription": "The `offpath` executable to run instead of a Python; the first entry counts.",
    },
    "args": {
        **_STRINGS,
        "scope": "machine-overridable",
        "markdownDescription": "Further arguments of `offpath server`.",
    },
    "logLevel": {
        "type": "string",
        "enum": list(_LEVELS),
        "default": "info",
        "scope": "window",
        "markdownDescription": "How much the server writes to its log.",
    },
    "trace.server": {
        "type": "string",
        "enum": ["off", "messages", "verbose"],
        "default": "off",
        "scope": "window",
        "markdownDescription": "Which messages between editor and server are written to the log.",
    },
}
"""By name, without the `offpath.` that stands before each."""


def configuration(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest's `configuration`; ``schema`` is the settings' JSON schema."""
    properties = {f"offpath.{name}": dict(value) for name, value in OWN_SETTINGS.items()}
    for setting in SETTINGS:
        value = {key: each for key, each in schema["properties"][setting.name].items() if key != "description"}
        properties[f"offpath.{_camel(setting.name)}"] = {
            **_typed(_without_aliases(value)),
            "scope": "resource",
            "markdownDescription": setting.description,
        }
    return {"title": "offpath", "properties": properties}


def _camel(name: str) -> str:
    head, *rest = name.split("-")
    return head + "".join(part.title() for part in rest)


def _typed(value: dict[str, Any]) -> dict[str, Any]:
    """A choice is a string; where nothing is chosen by default, editors want null."""
    if "type" in value:
        return value
    if "default" in value:
        return {"type": "string", **value}
    return {"type": ["string", "null"], "enum": [*value["enum"], None], "default": None}


def _without_aliases(value: Any) -> Any:
    """A schema without other tools' names for rules, which would bury the rules in an editor's list."""
    if isinstance(value, dict):
        return {
            key: _without_aliases(each) for key, each in value.items() if not (key.isupper() and isinstance(each, dict))
        }
    if isinstance(value, list):
        return [each for each in value if not (isinstance(each, str) and each.isupper())]
    return value
