import os


def private(path):
    if not os.path.exists(path):
        os.makedirs(path, 0o700)
