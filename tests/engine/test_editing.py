"""Whatever is typed, pasted, moved or taken back: nothing is lost, nothing raises, nothing stands on a wrong line.

`OFFPATH_EDITS` sets how many random edits are made (400), `OFFPATH_SEED` where the random numbers begin.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from support.chance import SEED
from support.keyboard import Typist
from support.samples import FIXTURES, Sample, Want, parse_application, parse_sample
from support.scribbling import TESTS, Scribbler, difference, perform, scribble, script_of, sources
from support.sessions import make_project
from support.watching import Watched

EDITS = int(os.environ.get("OFFPATH_EDITS", "400"))
_EDITS_A_SCRIPT = 100


def test_random_edits_lead_where_a_first_look_leads(tmp_path: Path) -> None:
    for number in range(max(EDITS // _EDITS_A_SCRIPT, 1)):
        scribble(SEED + number, _EDITS_A_SCRIPT, tmp_path / str(number))


def picture(watched: Watched) -> dict[str, list[object]]:
    """All that an editor can show of each document: findings, notes, and what each fix and each suppression would edit."""
    session = watched.editor.session
    found: dict[str, list[object]] = {}
    for name in watched.editor.documents:
        path, report = watched.editor.path(name), watched.editor.report(name)
        found[name] = [report.notes, session.fix_all(path)]
        for each in report.findings:
            fixes = [session.edits_for(path, each, fix) for fix in each.finding.fixes]
            found[name].append((each.range, each.finding, each.related, fixes, session.suppression_for(path, each)))
    return found


@pytest.mark.parametrize("by", ["step for step", "at once", "as a whole text"])
def test_edits_that_are_taken_back_leave_exactly_what_was_there(tmp_path: Path, by: str) -> None:
    for number in range(max(EDITS // 300, 1)):
        chance = random.Random(SEED + number)
        script = script_of(chance.choice(sources(library=False)), chance)
        watched = Watched(make_project(tmp_path / str(number), script.files))
        for name in script.opened:
            watched.open(name, script.files[name])
        watched.work()
        before = picture(watched)
        texts = {name: [watched.text(name)] for name in script.opened}
        for step in Scribbler(chance, list(script.files.values())).steps(watched, 25):
            perform(watched, step)
            if step.name:
                texts[step.name].append(watched.text(step.name))
        for name, had in texts.items():
            for text in reversed(had) if by == "step for step" else had[:1]:
                if by == "as a whole text":
                    watched.replace_all(name, text)
                elif (back := difference(name, watched.text(name), text)) is not None:
                    perform(watched, back)
        watched.work()
        assert picture(watched) == before, f"OFFPATH_SEED={SEED + number}"


# -- whole files, key by key


def _written() -> dict[str, Sample]:
    """What is typed: demonstrations, an application, and for each rule the shortest sample with findings."""
    garden = parse_application((TESTS / "applications" / "bottle_peewee_garden.py").read_text(encoding="utf-8"))
    found = {"an application": Sample(garden.files, (Want(min(garden.wanted)[0], 1),))}
    for file in TESTS.glob("demo/*/*.py"):
        found[f"{file.parent.name}/{file.name}"] = Sample({"app.py": file.read_text(encoding="utf-8")}, ())
    for folder in sorted(FIXTURES.iterdir()):
        samples = [parse_sample(each.read_text(encoding="utf-8")) for each in sorted(folder.glob("found_*.py"))]
        found[folder.name] = min(samples, key=lambda each: sum(map(len, each.files.values())))
    return found


WRITTEN = _written()
TYPED = sorted(WRITTEN) if "OFFPATH_EDITS" in os.environ else ["orders/suppliers.py", *sorted(set(WRITTEN))[1::7]]


@pytest.mark.parametrize("name", TYPED)
def test_a_file_that_is_typed_key_by_key_is_analysed_like_one_that_was_there(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    sample = WRITTEN[name]
    path = sample.wanted[0].path if sample.wanted else "app.py"
    watched = Watched(make_project(tmp_path, {**sample.files, path: ""}))
    watched.open(path, "")
    for key, (edit, rests) in enumerate(Typist(chance).type(sample.files[path])):
        watched.edit(path, edit)
        watched.work(urgent_only=True)
        if (rests and chance.random() < 0.2) or key % 150 == 149:
            watched.compare()
    watched.compare()
    assert watched.text(path) == sample.files[path]
    assert watched.editor.findings(path) or not sample.wanted
