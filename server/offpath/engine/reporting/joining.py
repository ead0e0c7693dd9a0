"""One place, one finding: what two rules say of the same call or assignment is told once, the lesser as related to the greater."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from offpath.rules.base import Finding, Related, Rule


def joined(findings: Sequence[Finding], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """The findings without those of rules that are told with another (`Rule.told_with`), where that speaks of the same place."""
    greater = {rule.name: rule.told_with for rule in rules if rule.told_with}
    lesser = [each for each in findings if each.rule in greater and _other(each, findings, greater[each.rule])]
    if not lesser:
        return tuple(findings)
    kept = []
    for finding in findings:
        if any(finding is each for each in lesser):
            continue
        own = [each for each in lesser if each.span == finding.span and finding.rule in greater[each.rule]]
        related = (*finding.related, *(Related(each.span, each.message.partition("\n")[0]) for each in own))
        kept.append(replace(finding, related=related) if own else finding)
    return tuple(kept)


def _other(finding: Finding, findings: Sequence[Finding], greater: frozenset[str]) -> bool:
    return any(each.rule in greater and each.span == finding.span for each in findings)
