from fastapi import FastAPI

app = FastAPI()


@app.get("/promocodes/check")
async def check(code: str):
    found = await codes.find(code)
    if found is None:
        return {"valid": False, "error": "no such code"}
    return {"valid": True, "discount": found.discount}
