import requests


def scheduled(host, question):
    url = f"https://{host}/api/chat?client=cron"
    return requests.post(url, json={"q": question})
