from fastapi import FastAPI

app = FastAPI(
    title="Shop",  # told to clients
    debug=True,
)
