import logging
from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


@app.get("/stock")
async def stock():
    try:
        return await store.all()
    except Exception as exc:
        logging.error("stock: %s", exc)
        return JSONResponse({"error": f"Cannot read the stock: {exc}"}, status_code=500)
