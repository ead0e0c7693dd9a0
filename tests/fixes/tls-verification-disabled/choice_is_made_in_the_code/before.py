import requests

VERIFY_CERTIFICATES = False


def load(url):
    if not VERIFY_CERTIFICATES:
        return requests.get(url, timeout=5, verify=False).json()
    return requests.get(url, timeout=5).json()
