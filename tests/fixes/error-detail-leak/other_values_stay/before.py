import logging

from fastapi import FastAPI, HTTPException

log = logging.getLogger(__name__)
app = FastAPI()


@app.post("/orders/{number}/pay")
def pay(number: int):
    try:
        gateway.pay(number)
    except Exception as error:
        raise HTTPException(status_code=502, detail=f"Order {number} was not paid: {error}") from error
