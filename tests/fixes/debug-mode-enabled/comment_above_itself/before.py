from fastapi import FastAPI

app = FastAPI(
    title="Shop",
    # TODO: debug must go before the launch
    debug=True,
    docs_url="/docs",
)
