from fastapi import FastAPI, Response

app = FastAPI()
HTTPS_ONLY = False


@app.post("/login")
def login(response: Response):
    response.set_cookie("session", issue(), secure=HTTPS_ONLY, httponly=True, samesite="lax")
    return {"ok": True}
