from fastapi import FastAPI

app = FastAPI(
    title="Wallet",  # shown in the docs
    debug=True  # until the launch
)
