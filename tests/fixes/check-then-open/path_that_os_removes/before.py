import os
from pathlib import Path


def forget(path: Path):
    if path.exists():
        os.remove(path)


def forget_text(path: str):
    if os.path.exists(path):
        os.remove(path)
