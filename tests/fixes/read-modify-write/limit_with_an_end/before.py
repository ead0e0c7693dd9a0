import redis
from fastapi import FastAPI, HTTPException

app = FastAPI()
r = redis.Redis(decode_responses=True)


@app.post("/mails/{user_id}")
def mail(user_id: str):
    key = f"mails:{user_id}"
    sent = int(r.get(key) or 0)
    if sent >= 20:
        raise HTTPException(status_code=429, detail="enough")
    r.set(key, sent + 1, px=60000)
    return {"ok": True}
