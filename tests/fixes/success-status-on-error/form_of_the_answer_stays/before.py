from fastapi import FastAPI

app = FastAPI()


@app.post("/plans/{plan}")
def subscribe(plan: str):
    if plan not in PLANS:
        return {"success": False, "message": "no such plan"}
    return {"success": True, "message": "subscribed"}
