import requests


def answer(question):
    response = requests.post(
        "http://localhost:11434/api/generate",
        json={"model": "small", "prompt": question},
    )
    return response.json()["response"]
