import os


def prepare(folder, name):
    if not (os.path.exists(folder) or name == "skip"):
        os.makedirs(folder)
