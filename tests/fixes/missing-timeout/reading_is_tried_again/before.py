import requests
from tenacity import retry, stop_after_attempt


@retry(stop=stop_after_attempt(3))
def position(code):
    return requests.get(f"https://carrier.example/{code}").json()
