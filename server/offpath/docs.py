"""Writes what is generated: the rules' pages, the README's table, the schemas of settings and catalogue files, the extension's settings.

`--check` only compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from offpath import __version__
from offpath.catalogue import form
from offpath.engine.configuration.settings import json_schema
from offpath.engine.reporting.pages import first_line, page_of
from offpath.manifest import configuration
from offpath.rules.base import Rule
from offpath.rules.registry import all_rules
from offpath.rules.standards import OWASP

ROOT = Path(__file__).resolve().parent.parent.parent
_RULES = "<!-- rules: begin -->", "<!-- rules: end -->"
_KEYS = "<!-- keys: begin -->", "<!-- keys: end -->"


def generated() -> dict[Path, str]:
    """Every generated file with its text."""
    rules = sorted(all_rules(), key=lambda rule: (rule.category, rule.name))
    files = {ROOT / "docs" / "rules" / f"{rule.name}.md": page_of(rule) for rule in rules}
    files[ROOT / "docs" / "rules" / "README.md"] = _index(rules)
    files[ROOT / "docs" / "settings.schema.json"] = json.dumps(json_schema(all_rules()), indent=2) + "\n"
    files[ROOT / "docs" / "catalogue.schema.json"] = json.dumps(form.json_schema(), indent=2) + "\n"
    page = ROOT / "docs" / "catalogue.md"
    keys = [f"| `{name}` | {meaning} |".replace("event|", "event\\|") for name, meaning in form.described_keys()]
    keys = ["| key | meaning |", "| --- | --- |", *keys]
    files[page] = _filled(page.read_text(encoding="utf-8"), *_KEYS, "\n".join(keys))
    rows = [
        f"| [`{rule.name}`](docs/rules/{rule.name}.md) | {rule.category} | {rule.severity.value} | {first_line(rule)} |"
        for rule in rules
    ]
    table = "\n".join(["| rule | category | severity | finds |", "| --- | --- | --- | --- |", *rows])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files[ROOT / "README.md"] = _filled(readme, *_RULES, table)
    manifest = ROOT / "vscode-extension" / "package.json"
    files[manifest] = _manifest(manifest.read_text(encoding="utf-8"))
    return files


def _filled(text: str, begin: str, end: str, content: str) -> str:
    """A text with other content between its two marks."""
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}"


def _manifest(text: str) -> str:
    """The extension's manifest with the settings that there are, and the version."""
    manifest = json.loads(text)
    manifest["version"] = __version__
    manifest["contributes"]["configuration"] = configuration(json_schema(all_rules()))
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _index(rules: Sequence[Rule]) -> str:
    """The rules by category, by weakness (CWE) and by the OWASP Top 10."""
    by_category: dict[str, list[Rule]] = {}
    by_weakness: dict[int, list[Rule]] = {}
    for rule in rules:
        by_category.setdefault(rule.category, []).append(rule)
        for number in rule.cwe:
            by_weakness.setdefault(number, []).append(rule)
    lines = ["# Rules", "", "## By category", ""]
    for category, members in by_category.items():
        lines += [f"### {category}", "", *(f"- {_link(rule)}: {first_line(rule)}" for rule in members), ""]
    lines += ["## By weakness", "", "| CWE | rules |", "| --- | --- |"]
    for number, members in sorted(by_weakness.items()):
        address = f"https://cwe.mitre.org/data/definitions/{number}.html"
        lines.append(f"| [{number}]({address}) | {', '.join(map(_link, members))} |")
    lines += ["", "## By the OWASP Top 10 (2021)", "", "| category | rules |", "| --- | --- |"]
    for category, numbers in OWASP.items():
        found = [_link(rule) for rule in rules if not set(numbers).isdisjoint(rule.cwe)]
        if found:
            lines.append(f"| {category} | {', '.join(found)} |")
    return "\n".join(lines) + "\n"


def _link(rule: Rule) -> str:
    return f"[`{rule.name}`]({rule.name}.md)"


def main() -> int:
    """Write the files, or with `--check` name those that are stale; the exit code tells."""
    files = generated()
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    pages = ROOT / "docs" / "rules"
    left_over = [path for path in pages.glob("*.md") if path not in files] if pages.is_dir() else []
    if "--check" in sys.argv[1:]:
        for path in [*stale, *left_over]:
            print(f"stale: {path.relative_to(ROOT)}; run `python -m offpath.docs`")
        return 1 if stale or left_over else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
    for path in left_over:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
