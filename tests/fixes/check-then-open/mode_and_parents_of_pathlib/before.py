from pathlib import Path


def private(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True)
    return path
