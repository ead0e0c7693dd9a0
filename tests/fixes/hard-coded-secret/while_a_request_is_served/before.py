import ftplib

from fastapi import FastAPI

app = FastAPI()


def opened():
    password = "hv7-Kestrel-plum"
    return ftplib.FTP_TLS("files.internal", "shop", password, timeout=30)


@app.get("/files")
def files():
    with opened() as link:
        return link.nlst()
