from pathlib import Path


def clean(folder: Path, names: list[str]) -> None:
    for name in names:
        entry = folder / name
        if entry.is_file():
            entry.unlink()
