"""`python tests/judged`: what findings in real applications are worth.

    python tests/judged                      the table, from the verdicts that are kept
    python tests/judged run [NAME ...]       checks the applications anew: which verdicts still speak of something that is
                                             found; then writes `measures.json` and the table
    python tests/judged unjudged NAME ...    what is found there and was not judged, as CSV to be filled in
    python tests/judged add FILE JUDGE       takes in such a CSV: application, version, file, line, rule, verdict, why

Applications of the package index are downloaded; others must lie unpacked in the cache (`realworld.applications`).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "server")]

from judged.finding import Found, found_in, place_at  # noqa: E402
from judged.table import as_json, as_text, counted  # noqa: E402
from judged.verdicts import Application, Judged, Verdict, applications, verdicts_of, write_applications, write_verdicts  # noqa: E402
from offpath.engine.extents import extent_of  # noqa: E402
from offpath.engine.reporting import measures  # noqa: E402
from realworld.applications import unpacked_version  # noqa: E402


def main(arguments: list[str]) -> int:
    """Do one of the jobs; the exit code."""
    job, *names = arguments or ["table"]
    if job == "table" and not names:
        print(as_text(*counted()))
    elif job == "run":
        for application in _named(names):
            _carry(application)
        write_applications(_with_its_extent(each) for each in applications())
        measures.FILE.write_text(as_json(*counted()), encoding="utf-8")
        print(as_text(*counted()))
    elif job == "unjudged" and names:
        _print_unjudged(_named(names))
    elif job == "add" and len(names) == 2:
        _add(Path(names[0]), names[1])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


def _named(names: list[str]) -> list[Application]:
    known = applications()
    unknown = set(names) - {each.name for each in known}
    if unknown:
        sys.exit(f"not in applications.csv: {', '.join(sorted(unknown))}")
    return [each for each in known if not names or each.name in names]


def _carry(application: Application) -> None:
    """Tie the verdicts on one application to what is found there now."""
    found = {each.place: (each.reason, each.doubted) for each in _found(application)}
    kept = verdicts_of(application)
    now = [(each, *found.get(each.place, ("", False))) for each in kept]
    write_verdicts(application, [each.found_for(reason, doubted=doubted) for each, reason, doubted in now])
    gone = Counter(each.verdict for each in kept if each.place not in found)
    counts = ", ".join(f"{gone[verdict]} {verdict.value}" for verdict in Verdict)
    print(f"{application.name}: {len(found)} findings; no longer found: {counts}", flush=True)


def _with_its_extent(application: Application) -> Application:
    root = unpacked_version(application.name, application.version)
    return replace(application, extent=extent_of(str(root), map(str, root.rglob("*.py"))))


def _print_unjudged(wanted: Iterable[Application]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["application", "version", "file", "line", "rule", "confidence", "message", "verdict", "why"])
    for application in wanted:
        judged = {each.place for each in verdicts_of(application)}
        for each in _found(application):
            if each.place not in judged:
                row = [application.name, application.version, each.path, each.number, each.rule, each.reason]
                out.writerow([*row, each.message, "", ""])


def _found(application: Application) -> Iterator[Found]:
    return found_in(unpacked_version(application.name, application.version))


def _add(sheet: Path, judge: str) -> None:
    """Take in a sheet; places whose code cannot be read are told and left out."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    with sheet.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault((row["application"], row["version"]), []).append(row)
    known = {(each.name, each.version): each for each in applications()}
    for key, of_one in rows.items():
        if key not in known:
            print(f"not in applications.csv: {' '.join(key)}", file=sys.stderr)
            continue
        root = unpacked_version(*key)
        judged = {(each.place, each.judge): each for each in verdicts_of(known[key])}
        for row in of_one:
            place = place_at(root, row["file"], int(row["line"]), row["rule"])
            if place is None:
                print(f"no such line: {' '.join(key)} {row['file']}:{row['line']}", file=sys.stderr)
                continue
            path, function, line, rule = place
            judged[place, judge] = Judged(
                path=path,
                function=function,
                line=line,
                rule=rule,
                reason="",
                doubted=False,
                verdict=Verdict(row["verdict"]),
                judge=judge,
                why=row["why"],
            )
        write_verdicts(known[key], judged.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
