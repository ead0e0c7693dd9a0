"""Sets offpath up by itself, then runs it on the demonstration project (`demo`) or passes the tests (`test`).

Needs nothing but Python 3.10 or newer; everything is installed into `.venv` beside this project. `extension` packages the
VS Code extension. `editors` installs the editors that tests drive, which needs Debian and root; without them those tests are skipped.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")

CHECKS = (
    ("lint", "ruff", "check", "."),
    ("format", "ruff", "format", "--check", "."),
    ("types", "mypy"),
    ("generated files", "offpath.docs", "--check"),
    ("tests", "pytest", "-q", "-m", "not editor and not benchmark", "-n", "2", "--dist", "worksteal"),
    ("speed", "pytest", "-q", "-m", "benchmark"),
    ("editors", "pytest", "-q", "-m", "editor", "--reruns", "1", "tests/e2e"),
)


def main() -> int:
    """Run one of the two jobs; the exit code is the job's."""
    jobs = {"demo": demo, "test": test, "extension": extension, "editors": editors}
    job = jobs.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if job is None:
        print(f"usage: python3 scripts/develop.py {' | '.join(jobs)}", file=sys.stderr)
        return 2
    prepare(with_tests=job is not demo)
    return job()


def prepare(*, with_tests: bool) -> None:
    """Make the virtual environment and install the project into it."""
    if sys.version_info < (3, 10):
        sys.exit("offpath needs Python 3.10 or newer")
    if not PYTHON.exists():
        try:
            venv.create(VENV, with_pip=True)
        except (subprocess.CalledProcessError, ImportError, OSError):
            sys.exit("Python cannot make a virtual environment here; on Debian and Ubuntu: apt install python3-venv")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
    subprocess.run([*pip, "--editable", str(ROOT)], check=True)
    if with_tests:
        subprocess.run([*pip, "--group", f"{ROOT / 'pyproject.toml'}:test"], check=True)


def demo() -> int:
    """Check the demonstration project; findings are what is expected there."""
    command = [str(PYTHON), "-m", "offpath", "check", "--isolated", "."]
    code = subprocess.run(command, cwd=ROOT / "tests" / "demo").returncode
    return 0 if code == 1 else code or 1


def test() -> int:
    """Run every check, all of them even when one fails; the tests come last."""
    failed = []
    for name, module, *rest in CHECKS:
        print(f"== {name}", flush=True)
        if subprocess.run([str(PYTHON), "-m", module, *rest], cwd=ROOT).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def extension() -> int:
    """Package the VS Code extension with the server in it."""
    return subprocess.run([str(PYTHON), str(ROOT / "scripts" / "package_extension.py")]).returncode


def editors() -> int:
    """Install the editors that tests drive."""
    return subprocess.run([str(PYTHON), str(ROOT / "scripts" / "install_editors.py"), "--system"]).returncode


if __name__ == "__main__":
    sys.exit(main())
