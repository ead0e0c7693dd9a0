"""A text with findings before, in and after the function that somebody is typing in."""

CALLS = (
    'requests.get(f"https://carrier.example/{code}")',
    'requests.post("https://carrier.example/first", json=[code])',
    'requests.put("https://carrier.example/second", json=[code])',
    'requests.delete(f"https://carrier.example/{code}")',
)

TYPED_AT = "    # typed here\n"

CARRIER = f"""import requests


def position(code):
    return {CALLS[0]}


def move(code):
    first = {CALLS[1]}
{TYPED_AT}    second = {CALLS[2]}
    return first, second


def cancel(code):
    return {CALLS[3]}
"""
