import os


def spool(path):
    if not os.path.exists(path):
        os.mkdir(path)
    return path
