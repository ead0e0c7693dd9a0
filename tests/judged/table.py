"""Verdicts, counted by rule and reason."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from judged.verdicts import Verdict, all_verdicts
from offpath.engine.reporting.measures import Kind, Measure, Measures, confidence_behind

_SEVERITY = (Verdict.FALSE, Verdict.ARGUABLE, Verdict.TRUE)
"""Of two judges the stricter counts."""


def counted() -> tuple[dict[Kind, Measure], frozenset[Kind]]:
    """The measures of what is still found, and which kinds rules themselves mostly doubt."""
    verdicts: defaultdict[Kind, Counter[Verdict]] = defaultdict(Counter)
    places: defaultdict[Kind, set[str]] = defaultdict(set)
    doubts: defaultdict[Kind, int] = defaultdict(int)
    strictest: dict[tuple[object, ...], tuple[Kind, Verdict]] = {}
    for application, each in all_verdicts():
        if each.reason:
            place = (application.name, application.version, *each.place)
            key = Kind(each.rule, each.reason, application.extent)
            known = strictest.get(place, (key, each.verdict))[1]
            strictest[place] = (key, min(known, each.verdict, key=_SEVERITY.index))
            places[key].add(application.name)
            doubts[key] += 1 if each.doubted else -1
    for key, verdict in strictest.values():
        verdicts[key][verdict] += 1
    found = {
        key: Measure(
            true=counts[Verdict.TRUE],
            arguable=counts[Verdict.ARGUABLE],
            false=counts[Verdict.FALSE],
            applications=len(places[key]),
        )
        for key, counts in sorted(verdicts.items(), key=lambda item: _order(item[0]))
    }
    return found, frozenset(key for key, more in doubts.items() if more > 0)


def _order(kind: Kind) -> tuple[str, str, str]:
    return kind.rule, kind.reason, kind.extent.value


def agreement() -> tuple[int, int]:
    """In how many of the findings that two have judged both say the same."""
    said: defaultdict[tuple[object, ...], list[Verdict]] = defaultdict(list)
    for application, each in all_verdicts():
        said[(application.name, application.version, *each.place)].append(each.verdict)
    twice = [verdicts for verdicts in said.values() if len(verdicts) > 1]
    return sum(len(set(verdicts)) == 1 for verdicts in twice), len(twice)


def as_json(measures: Mapping[Kind, Measure], doubted: Collection[Kind]) -> str:
    """The table that ships."""
    rules: defaultdict[str, defaultdict[str, dict[str, dict[str, object]]]] = defaultdict(lambda: defaultdict(dict))
    for kind, each in measures.items():
        rules[kind.rule][kind.reason][kind.extent.value] = {
            "true": each.true,
            "arguable": each.arguable,
            "false": each.false,
            "applications": each.applications,
            "doubted": kind in doubted,
        }
    return json.dumps(rules, indent=1, sort_keys=True) + "\n"


def as_text(measures: Mapping[Kind, Measure], doubted: Collection[Kind]) -> str:
    """The table for people, in Markdown."""
    lines = [
        "| rule | reason | projects | true | arguable | false | applications | shown at |",
        "| --- | --- " + "| --- " * 6 + "|",
    ]
    table = Measures(measures, doubted)
    for kind, each in measures.items():
        shown = confidence_behind(table, kind).value
        counts = f"{each.true} | {each.arguable} | {each.false} | {each.applications}"
        lines.append(f"| {kind.rule} | {kind.reason} | {kind.extent.value} | {counts} | {shown} |")
    same, twice = agreement()
    total = Counter(dict.fromkeys(Verdict, 0))
    for each in measures.values():
        total.update({Verdict.TRUE: each.true, Verdict.ARGUABLE: each.arguable, Verdict.FALSE: each.false})
    lines.append(f"\n{total[Verdict.TRUE]} true, {total[Verdict.ARGUABLE]} arguable, {total[Verdict.FALSE]} false")
    lines.append(f"two judges: the same verdict in {same} of {twice}")
    return "\n".join(lines)
