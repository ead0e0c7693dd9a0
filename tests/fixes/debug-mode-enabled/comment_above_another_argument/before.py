from fastapi import FastAPI

app = FastAPI(
    # the name of the shop
    title="Shop",
    debug=True,
    # where the documents are
    docs_url="/docs",
)
