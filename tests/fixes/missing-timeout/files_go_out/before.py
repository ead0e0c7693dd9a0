import requests


def send(url, scan):
    return requests.post(url, files={"scan": scan})
