import uvicorn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = True


config = Settings()
WATCHED = True

if __name__ == "__main__":
    uvicorn.run("shop:app", host="127.0.0.1", reload=config.debug)
    uvicorn.run("shop:admin", host="127.0.0.1", reload=WATCHED)
