import os


def prepare(path):
    if not os.path.exists(path):
        os.makedirs(path)
    return path
