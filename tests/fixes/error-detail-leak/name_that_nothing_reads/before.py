from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


@app.get("/stock")
async def stock():
    try:
        return await store.all()
    except (OSError, ValueError) as exc:
        return JSONResponse({"error": f"Cannot read the stock: {exc}"}, status_code=500)
