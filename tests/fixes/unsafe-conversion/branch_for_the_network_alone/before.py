import requests


def temperature(place: str) -> float | None:
    try:
        data = requests.get("https://weather.example.org/" + place, timeout=5).json()
        return float(data.get("temperature"))
    except requests.RequestException:
        return None
