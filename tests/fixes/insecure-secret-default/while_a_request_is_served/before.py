import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.post("/internal")
def internal():
    if request.headers.get("X-Token") != os.environ.get("INTERNAL_TOKEN", "let-me-in"):
        abort(403)
    return {"done": True}
