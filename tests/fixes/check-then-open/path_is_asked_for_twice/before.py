import os


def drop(queue):
    if os.path.exists(queue.pop()):
        os.remove(queue.pop())
