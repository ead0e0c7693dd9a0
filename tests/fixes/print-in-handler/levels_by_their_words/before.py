import logging

from flask import Flask

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/orders")
def create():
    print("[DEBUG] creating")
    print("Warning: no stock")
    print(f"❌ not created {app.name}")
    print("created")
    return {}
