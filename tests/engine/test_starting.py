"""What the files beside the code say of how it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.starting import starts_in, starts_of
from offpath.facts.project.starts import Start

_SERVED = [
    (
        "Dockerfile",
        'WORKDIR /app\nCOPY . .\nCMD ["gunicorn", "-w", "4", "-b", "0.0.0.0:8000", "web:app"]\n',
        "web",
        True,
    ),
    ("Dockerfile", "COPY . /app\nCMD uvicorn shop.web:app --host 0.0.0.0 --port ${PORT:-8000}", "shop/web", True),
    ("Dockerfile", 'COPY backend/ .\nCMD ["uvicorn", "web:app"]', "web", False),
    ("Dockerfile", 'CMD ["flask", "--app", "shop", "run"]', "shop", True),
    ("Dockerfile", 'CMD ["python", "-m", "uvicorn", "web:app"]', "web", True),
    ("Procfile", "web: gunicorn 'web:create_app()' --bind 0.0.0.0:$PORT", "web", True),
    ("Procfile", "web: cd backend && uvicorn web:app", "web", False),
    ("docker-compose.yml", "  api:\n    command: uvicorn web:app --reload\n", "web", False),
    ("docker-compose.yml", '    command: ["sh", "-c", "alembic upgrade head && uvicorn web:app"]\n', "web", False),
    ("start.sh", "exec gunicorn web:application -b unix:/run/web.sock\n", "web", False),
    ("railway.json", '{"deploy": {"startCommand": "uvicorn web:app --host 0.0.0.0"}}', "web", False),
    ("web.service", "ExecStart=/opt/venv/bin/gunicorn --workers 3 web:app", "web", False),
]
_RUN = [
    ("Dockerfile", 'ENTRYPOINT ["python3", "-u", "bot/main.py"]', "bot/main", True),
    ("Dockerfile", 'CMD ["uv", "run", "python", "main.py"]', "main", True),
    ("Procfile", "worker: python -m shop.worker", "shop/worker", True),
    ("docker-compose.yml", "    command:\n      - python\n      - server.py\n    ports: []\n", "server", False),
    ("pyproject.toml", '[project.scripts]\nshop = "shop.cli:main"\n[tool.x]\na = "b.c:d"\n', "shop/cli", False),
]


@pytest.mark.parametrize(
    ("name", "text", "target", "is_exact", "by_server"),
    [*((*each, True) for each in _SERVED), *((*each, False) for each in _RUN)],
)
def test_a_command_starts_a_module(name: str, text: str, target: str, is_exact: bool, by_server: bool) -> None:
    assert list(starts_in("", name, text)) == [Start("", target, is_exact, by_server)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dockerfile.dev", 'CMD ["python", "app.py"]'),
        ("docker-compose.override.yml", "    command: python app.py"),
        ("README.md", "gunicorn web:app"),
        ("Dockerfile", "# CMD gunicorn web:app\nRUN pip install gunicorn\n"),
        ("docker-compose.yml", "    image: postgres:16\n    ports:\n      - 8000:8000\n"),
    ],
)
def test_nothing_is_started_by_what_is_no_such_command(name: str, text: str) -> None:
    assert not list(starts_in("", name, text))


def test_files_in_the_folders_of_a_project_speak_for_their_folder(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "Procfile").write_text("web: gunicorn web:app\n")
    (tmp_path / "Procfile").write_text("worker: python worker.py\n")
    assert set(starts_of(str(tmp_path))) == {Start("api", "web", True, True), Start("", "worker", True, False)}
