"""Worker processes: what they see, and that their death costs nothing but the file that they die of."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from offpath.engine.running import indexing, phases, run
from offpath.engine.running.collecting import collect
from offpath.engine.running.workers import Keep, NoWorker, Task, WorkerDied, Workers, answers
from offpath.engine.session import Session
from support import deadly
from support.serving import children_of, is_alive, until
from support.sessions import make_finder, make_project

PATIENCE = 60.0


@pytest.fixture
def pool() -> Iterator[Workers]:
    made = Workers(2, gentle=True)
    yield made
    made.close()


def test_workers_are_not_in_the_working_folder_nor_have_it_on_the_path(
    pool: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", "relative", *sys.path])
    folder, path = pool.submit(deadly.folder_and_path).result(PATIENCE)
    assert folder == os.path.realpath(sys.base_prefix)
    assert path == [each for each in sys.path if os.path.isabs(each)]


def test_a_closed_pool_takes_nothing(pool: Workers) -> None:
    pool.close()
    with pytest.raises(NoWorker):
        pool.submit(deadly.names, ["a.py"]).result(PATIENCE)


def test_what_is_kept_is_prepared_once_in_each_worker(pool: Workers) -> None:
    kept = Keep(deadly.doubled, [1, 2])
    found = [pool.submit(deadly.total, 1, kept=kept).result(PATIENCE) for _ in range(4)]
    assert {value for value, _ in found} == {7}
    other = Keep(deadly.doubled, [10])
    assert pool.submit(deadly.total, 1, kept=other).result(PATIENCE)[0] == 21
    assert pool.submit(deadly.total, 1, kept=kept).result(PATIENCE)[0] == 7


def test_what_is_kept_is_prepared_from_what_was_kept_before(pool: Workers) -> None:
    first, second = Keep(deadly.joined, [1]), Keep(deadly.joined, [2])
    assert pool.submit(deadly.total, 0, kept=first).result(PATIENCE)[0] == 1
    assert pool.submit(deadly.total, 0, kept=second).result(PATIENCE)[0] == 3


def test_a_worker_does_what_is_wanted_of_it_first_and_then_helps_the_others() -> None:
    pool = Workers(2, gentle=False)
    waiting = [Task(b"", None, wanted) for wanted in (2, 1, 0, 2, 1, 2)]
    pool._waiting.extend(waiting)
    chosen = [pool._next(1) for _ in waiting]
    assert [waiting.index(task) for task in chosen if task is not None] == [1, 4, 2, 5, 3, 0]
    assert pool._next(1) is None
    pool.close()


def test_a_task_tells_who_has_answered(pool: Workers) -> None:
    tasks = [pool.submit(deadly.names, ["a.py"], wanted=wanted) for wanted in (0, 1, 7)]
    assert [task.result(PATIENCE) for task in tasks] == [["a.py"]] * 3
    assert all(task.by in (1, 2, 3) for task in tasks)


def test_files_are_checked_where_they_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phases, "_ALONE_BYTES", 0)
    root = make_project(tmp_path, {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    finder = make_finder()
    [collected] = collect([str(root)], finder)
    with phases.at_work(2) as workers:
        found = phases.gathered(collected, finder, workers, {})
        assert set(found.readers) == {str(root / "a.py"), str(root / "b.py")}
        assert set(found.readers.values()) <= {1, 2}


def test_what_goes_wrong_in_a_worker_is_told_and_the_worker_stays(pool: Workers) -> None:
    with pytest.raises(RuntimeError, match="Unwritable") as caught:
        pool.submit(deadly.failing, 1).result(PATIENCE)
    assert "in failing" in str(caught.value.__cause__)
    (process,) = pool.processes()
    assert pool.submit(deadly.names, ["a.py"]).result(PATIENCE) == ["a.py"]
    assert pool.processes() == [process]


def test_what_cannot_travel_is_told(pool: Workers) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pool.submit(lambda: 1)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pool.submit(deadly.total, 1, kept=Keep(lambda numbers: numbers, [1])).result(PATIENCE)
    assert pool.submit(deadly.names, ["a.py"]).result(PATIENCE) == ["a.py"]


def test_a_killed_worker_is_replaced(pool: Workers, tmp_path: Path) -> None:
    pool.submit(deadly.names, ["a.py"]).result(PATIENCE)
    (idle,) = pool.processes()
    os.kill(idle, signal.SIGTERM)
    until(lambda: not is_alive(idle), "the worker lives on")
    assert pool.submit(deadly.names, ["b.py"]).result(PATIENCE) == ["b.py"]
    busy = pool.submit(deadly.wait_for_ever, str(tmp_path / "told"))
    until((tmp_path / "told").exists, "the worker has not begun")
    for process in pool.processes():
        os.kill(process, signal.SIGTERM)
    with pytest.raises(WorkerDied):
        busy.result(PATIENCE)
    assert pool.submit(deadly.names, ["c.py"]).result(PATIENCE) == ["c.py"]


@pytest.mark.skipif(os.name == "nt", reason="Windows does it by the group of a process")
def test_an_interrupt_is_the_parents_alone(pool: Workers) -> None:
    pool.submit(deadly.names, ["a.py"]).result(PATIENCE)
    processes = pool.processes()
    for process in processes:
        os.kill(process, signal.SIGINT)
    assert pool.submit(deadly.names, ["b.py"]).result(PATIENCE) == ["b.py"]
    assert pool.processes() == processes
    assert os.getsid(processes[0]) == os.getsid(0), "a session of its own would be scheduled as the editor's equal"


def test_closing_ends_workers_in_the_middle_of_work(pool: Workers, tmp_path: Path) -> None:
    busy = pool.submit(deadly.wait_for_ever, str(tmp_path / "told"))
    until((tmp_path / "told").exists, "the worker has not begun")
    processes = pool.processes()
    pool.close()
    assert busy.done()
    assert not any(map(is_alive, processes))


def test_a_worker_that_has_not_got_to_its_work_ends_with_its_parent_too(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"import sys; sys.path[:0] = {sys.path!r}; from support import deadly; deadly.be_a_parent({str(told)!r})"
    parent = subprocess.Popen([sys.executable, "-c", program])
    until(told.exists, "the worker has not begun to read its work")
    (worker,) = children_of(parent.pid)
    parent.kill()
    parent.wait(PATIENCE)
    until(lambda: not is_alive(worker), "the worker lives on")


def test_a_portion_of_which_a_worker_dies_is_asked_for_again_file_by_file(pool: Workers, tmp_path: Path) -> None:
    portions = [[str(tmp_path / f"{name}.py") for name in names] for names in (["a", "deadly"], ["weak"], ["b"])]
    found = answers(
        portions, lambda paths: pool.submit(deadly.names, paths), lambda _: ["here"], lambda path: ["lost", path]
    )
    assert list(found) == [["a.py", "lost", portions[0][1]], ["weak.py"], ["b.py"]]


@pytest.mark.parametrize("program", ["{folder}/nothing", "", None, "{folder}", "/bin/true"])
def test_where_no_process_can_be_started_the_work_is_done_here(
    pool: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    monkeypatch.setattr(sys, "executable", program and program.format(folder=tmp_path))
    with pytest.raises(NoWorker):
        pool.submit(deadly.names, ["a.py"]).result(PATIENCE)
    monkeypatch.setattr(phases, "_ALONE_BYTES", 0)
    root = make_project(tmp_path / "project", {"a.py": 'x = "shout"\n'})
    assert [len(each.findings) for each in run.check_paths([str(root)], make_finder(), jobs=2).files] == [1]
    assert indexed(root) == ({"a.py"}, [])


FILES = {f"{name}.py": 'x = "shout"\n' for name in ("a", "b", "deadly", "weak", "z")}


def indexed(root: Path) -> tuple[set[str], list[str]]:
    """The names of the files that a session with a worker reads, and what it says of the others."""
    arrived = Event()
    session = Session(make_finder(), jobs=1, on_arrival=arrived.set)
    session.index(str(root))
    while session.work(1.0) or session.is_indexing:
        arrived.wait(1.0)
        arrived.clear()
    (state,) = session._workspace._indexing.values()
    session.shutdown()
    assert not state.expected, "the progress ends"
    return {Path(path).name for path in state.files}, [note.message for note in session.notes()]


@pytest.mark.parametrize("bytes_at_once", [1, 10_000])
def test_an_index_gives_up_the_file_alone_that_ends_its_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bytes_at_once: int
) -> None:
    monkeypatch.setattr(indexing, "index_files", deadly.index_files)
    monkeypatch.setattr(indexing.chunks, "__defaults__", (bytes_at_once,))
    root = make_project(tmp_path, FILES)
    names, notes = indexed(root)
    assert names == {"a.py", "b.py", "weak.py", "z.py"}
    assert notes == [f"{root / 'deadly.py'}: {indexing.ENDED}; it is left out"]


def test_a_run_gives_up_the_file_alone_that_ends_its_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path, FILES)
    monkeypatch.setattr(phases, "_ALONE_BYTES", 0)
    monkeypatch.setattr(phases, "index_files", deadly.index_files)
    monkeypatch.setattr(run, "check", deadly.check)
    result = run.check_paths([str(root)], make_finder(), jobs=2)
    found = {Path(each.path).name: (len(each.findings), [note.message for note in each.notes]) for each in result.files}
    told = [f"{root / 'deadly.py'}: {indexing.ENDED}; it was not checked"]
    assert found == {name: (0, told) if name == "deadly.py" else (1, []) for name in FILES}


def test_a_scan_of_which_workers_die_leaves_a_project_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project(tmp_path, FILES)
    monkeypatch.setattr(indexing, "scan", deadly.scan)
    assert indexed(root) == (set(), [])
