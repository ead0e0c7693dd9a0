import requests

JOB_TIMEOUT = 3600
NO_TIMEOUT = -1


def prices():
    return requests.get("https://prices.example").json()
