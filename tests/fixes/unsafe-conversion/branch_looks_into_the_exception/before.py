import json


def read(text: str) -> int:
    data = json.loads(text)
    try:
        return int(json.loads(data["inner"]).get("number"))
    except json.JSONDecodeError as error:
        raise RuntimeError(f"no number in line {error.lineno}") from error
