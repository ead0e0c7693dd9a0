def fast(text):
    try:
        import simdjson
    except ImportError as json:
        import json

        if not text:
            raise ValueError("nothing to read")
        return json.loads(text)
    return simdjson.loads(text)
