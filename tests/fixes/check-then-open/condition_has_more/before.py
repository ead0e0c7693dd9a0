import os


def rotate(log, keep):
    if not keep and os.path.exists(log):
        os.remove(log)
