import requests

REQUEST_TIMEOUT = 20


def prices():
    return requests.get("https://prices.example").json()
