import os


def prepare(path):
    if not os.path.isdir(path):
        os.makedirs(path, mode=0o750)
    return path
