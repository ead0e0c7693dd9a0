import requests
from tenacity import retry, stop_after_attempt


@retry(stop=stop_after_attempt(3))
def generate_image(prompt):
    return requests.post("https://pictures.example/v2/generate", json={"prompt": prompt}).content
