"""Each layer imports only those below it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "server" / "offpath"

BELOW = {
    "text": set(),
    "syntax": {"text"},
    "catalogue": set(),
    "facts": {"text", "syntax", "catalogue"},
    "detect": {"text", "syntax", "catalogue", "facts"},
    "repair": {"text", "syntax", "catalogue", "facts", "detect"},
    "rules": {"text", "syntax", "catalogue", "facts", "detect", "repair"},
    "engine": {"text", "syntax", "catalogue", "facts", "detect", "repair", "rules"},
    "lsp": {"text", "syntax", "facts", "rules", "engine"},
    "cli": {"text", "syntax", "facts", "rules", "engine", "lsp"},
}
"""What each layer may import besides itself."""

RULES_MAY_USE = (
    "offpath.catalogue.", "offpath.facts.", "offpath.detect.", "offpath.repair.", "offpath.rules.base", "offpath.text.span",
    "offpath.syntax",
)  # fmt: skip


def _modules(layer: str) -> list[Path]:
    return sorted((PACKAGE / layer).rglob("*.py"))


def _imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.startswith("offpath.")]


@pytest.mark.parametrize("layer", BELOW)
def test_a_layer_imports_only_those_below(layer: str) -> None:
    assert _modules(layer)
    for path in _modules(layer):
        for name in _imports(path):
            imported = name.split(".")[1]
            if imported in BELOW and imported != layer and not _for_types_alone(path, name):
                assert imported in BELOW[layer], f"{path.relative_to(PACKAGE)} imports {name}"


@pytest.mark.parametrize("layer", ["facts", "detect", "repair"])
def test_facts_have_no_circle(layer: str) -> None:
    """`facts_have_no_circle`: not at import time, not in functions, not for types alone."""
    modules = {f"offpath.{'.'.join(p.relative_to(PACKAGE).with_suffix('').parts)}": p for p in _modules(layer)}
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    imported = {name: {_module_in(each, modules) for each in _imports(path)} for name, path in modules.items()}
    below = {name: {each for each in found if each and each != name} for name, found in imported.items()}
    while free := {name for name, found in below.items() if not found}:
        below = {name: found - free for name, found in below.items() if name not in free}
    assert not below, f"import each other, directly or round about: {sorted(below)}"


def _module_in(name: str, modules: Mapping[str, Path]) -> str:
    """The module that an imported name is, or is in."""
    return name if name in modules else name.rpartition(".")[0] if name.rpartition(".")[0] in modules else ""


@pytest.mark.parametrize("path", [p for p in _modules("rules") if p.parent.name != "rules"], ids=lambda p: p.stem)
def test_a_rule_sees_facts_and_the_vocabulary(path: Path) -> None:
    for name in _imports(path):
        assert name.startswith(RULES_MAY_USE), f"{path.name} imports {name}"


def test_only_the_protocols_layer_knows_the_protocol() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] == "lsp":
            continue
        text = path.read_text(encoding="utf-8")
        assert "import lsprotocol" not in text, path
        assert "from lsprotocol" not in text, path
        assert "pygls" not in text, path


def test_no_code_of_the_workspace_is_run() -> None:
    """`analysis_runs_nothing`: no module of ours can import or evaluate a text that it was given."""
    forbidden = {"exec", "eval", "compile", "__import__", "runpy"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, f"{path}:{node.lineno}"


def _for_types_alone(path: Path, name: str) -> bool:
    """Whether an import stands under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for inner in ast.walk(node):
                if isinstance(inner, ast.ImportFrom) and name.startswith(f"{inner.module}."):
                    return True
    return False
