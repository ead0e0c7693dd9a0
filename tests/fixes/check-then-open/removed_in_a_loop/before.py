import os


def drop(path, times):
    if os.path.exists(path):
        for _ in range(times):
            os.remove(path)
