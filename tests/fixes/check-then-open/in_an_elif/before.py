import os


def prepare(path, dry):
    if dry:
        print(path)
    elif not os.path.isdir(path):
        os.makedirs(path)
    else:
        print("there")
