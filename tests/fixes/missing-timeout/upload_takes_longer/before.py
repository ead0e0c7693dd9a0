import requests


def send(url, path):
    with open(path, "rb") as body:
        return requests.put(url, data=body)
