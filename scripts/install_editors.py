"""Installs the editors that the tests drive: `python scripts/install_editors.py [--system]`. What is there already stays.

VS Code's workbench comes as code-server from the npm registry, newer Neovim and Helix as packages of a newer Debian, unpacked
into a folder and run with the C library that they bring; nothing of that touches the system. `--system` also installs Chromium,
Emacs, an older Neovim, Vim with ALE and tmux with apt. Everything else lies in the user's cache, so that the next run finds it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from platformdirs import user_cache_path

CODE_SERVER = "4.139.1"
SYSTEM_PACKAGES = {"chromium": "chromium", "emacs": "emacs-nox", "nvim": "neovim", "tmux": "tmux", "vim": "vim"}
"""apt's packages by the command that each brings."""

EMACS_PACKAGES = {"eglot": "elpa-eglot", "lsp-mode": "elpa-lsp-mode"}
"""apt's packages by the library that each brings; newer versions of Emacs have Eglot themselves."""

ALE = Path("/usr/share/vim-ale")
"""Where Debian keeps Vim's ALE."""

NEWER_DEBIAN = "sid"
NEWER_PACKAGES = ("neovim", "neovim-runtime", "hx")

_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_UNNEEDED = (
    "node_modules/@github",
    "node_modules/@devcontainers",
    "extensions/copilot",
    "extensions/ms-vscode.js-debug",
)


def folder() -> Path:
    """Where the editors lie: the user's cache, or where `OFFPATH_EDITORS` says."""
    chosen = os.environ.get("OFFPATH_EDITORS")
    return Path(chosen) if chosen else user_cache_path("offpath-tests") / "editors"


def code_server() -> Path:
    """The script that Node runs."""
    return folder() / f"code-server-{CODE_SERVER}" / "node_modules" / "code-server" / "out" / "node" / "entry.js"


def newer(program: str) -> Path:
    """A program of a newer Debian: `nvim` or `hx`."""
    return folder() / NEWER_DEBIAN / "bin" / program


def main() -> int:
    """Install what is missing; the exit code says whether everything is there now."""
    steps = [install_code_server, install_newer_debian]
    if "--system" in sys.argv[1:]:
        steps.append(install_system_packages)
    failed = False
    for step in steps:
        try:
            step()
        except (OSError, subprocess.CalledProcessError) as error:
            failed = True
            print(f"{step.__name__} failed: {error}", file=sys.stderr)
    return 1 if failed else 0


def install_code_server() -> None:
    """VS Code's workbench, served to a browser."""
    if code_server().exists():
        return
    target = folder() / f"code-server-{CODE_SERVER}"
    with _Fresh(target) as made:
        (made / "package.json").write_text('{"private": true}')
        _npm(made, "install", f"code-server@{CODE_SERVER}", "--omit=dev")
        workbench = made / "node_modules" / "code-server" / "lib" / "vscode"
        _npm(workbench, "install", "--omit=dev")
        _npm(workbench / "extensions", "install", "--omit=dev")
        for name in _UNNEEDED:
            shutil.rmtree(workbench / name, ignore_errors=True)


def install_newer_debian() -> None:
    """Neovim and Helix of a newer Debian, beside the system."""
    if newer("nvim").exists() and newer("hx").exists():
        return
    with _Fresh(folder() / NEWER_DEBIAN) as made:
        _unpack_debian(made)
        root = folder() / NEWER_DEBIAN / "root"
        loader = f"{root}/usr/lib64/ld-linux-x86-64.so.2 --library-path {root}/usr/lib/x86_64-linux-gnu"
        programs = {
            "nvim": f"VIMRUNTIME={root}/usr/share/nvim/runtime exec {loader} {root}/usr/bin/nvim",
            "hx": f"HELIX_RUNTIME={root}/usr/lib/hx/runtime exec {loader} {root}/usr/lib/hx/hx",
        }
        (made / "bin").mkdir()
        for name, line in programs.items():
            script = made / "bin" / name
            script.write_text(f'#!/bin/sh\n{line} "$@"\n')
            script.chmod(0o755)


def install_system_packages() -> None:
    """What Debian itself brings; needs to be root."""
    missing = [package for command, package in SYSTEM_PACKAGES.items() if shutil.which(command) is None]
    if not ALE.exists():
        missing.append("vim-ale")
    missing += [package for library, package in EMACS_PACKAGES.items() if not _emacs_has(library)]
    if missing:
        _run("apt-get", "-qq", "update")
        _run("apt-get", "-qq", "-y", "install", "--no-install-recommends", *missing)


def _emacs_has(library: str) -> bool:
    if shutil.which("emacs") is None:
        return False
    asked = ["emacs", "-q", "--batch", "--eval", f"(progn (package-initialize) (require '{library}))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _unpack_debian(made: Path) -> None:
    """The packages with all that they need, unpacked into `root`."""
    state = made / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True)
    (state / "status").touch()
    (state / "sources.list").write_text(f"deb [signed-by={_KEYRING}] {_mirror()} {NEWER_DEBIAN} main\n")
    options = {
        "Dir::Etc::sourcelist": state / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::lists": state / "lists",
        "Dir::Cache": state / "cache",
        "Dir::State::status": state / "status",
        "APT::Sandbox::User": "root",
        "APT::Install-Recommends": "0",
        "Acquire::Languages": "none",
    }
    apt = ["apt-get", "-qq", *(part for name, value in options.items() for part in ("-o", f"{name}={value}"))]
    _run(*apt, "update")
    _run(*apt, "-y", "--download-only", "install", *NEWER_PACKAGES)
    for package in (state / "cache" / "archives").glob("*.deb"):
        _run("dpkg-deb", "-x", str(package), str(made / "root"))
    shutil.rmtree(state)


def _mirror() -> str:
    """The mirror that this machine's own packages come from."""
    lists = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    for words in (line.split() for each in lists if each.is_file() for line in each.read_text().splitlines()):
        for word in words:
            if word.startswith(("http://", "https://")) and word.rstrip("/").endswith("/debian"):
                return word
    raise OSError("no Debian mirror is configured")


class _Fresh:
    """A folder that is there whole or not at all."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._made = target.with_name(f"{target.name}.part")

    def __enter__(self) -> Path:
        shutil.rmtree(self._made, ignore_errors=True)
        self._made.mkdir(parents=True)
        return self._made

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            shutil.rmtree(self._target, ignore_errors=True)
            self._made.rename(self._target)


def _npm(where: Path, *arguments: str) -> None:
    """Runs npm: the one beside this Python first, for it is new enough. Nothing is compiled, and no package's own script is run."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path) or "npm"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([npm, *arguments, *options], cwd=where, env={**os.environ, "PATH": path}, check=True)


def _run(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.exit(main())
