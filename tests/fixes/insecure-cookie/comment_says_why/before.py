from fastapi import FastAPI, Response

app = FastAPI()


@app.post("/login")
def login(response: Response):
    response.set_cookie(
        "session",
        issue(),
        httponly=True,
        # must be False while we serve http
        secure=False,
        samesite="lax",
    )
    return {"ok": True}
