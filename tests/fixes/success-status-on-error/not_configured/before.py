from fastapi import FastAPI

app = FastAPI()


@app.post("/translations")
async def translate(text: str):
    if not KEY:
        return {"error": "Translation service not configured"}
    return {"text": await translated(text)}
