import os


def move_away(name, archive):
    if os.path.exists(name):
        archive(name)
        os.remove(name)
