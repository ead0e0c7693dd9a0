import requests


def embed(texts):
    for attempt in range(3):
        try:
            return requests.post("https://vectors.example/embeddings", json={"inputs": texts}).json()
        except requests.RequestException:
            continue
    raise RuntimeError("no vectors")
