from pydantic import Field
from pydantic_settings import BaseSettings


class Conf(BaseSettings):
    api_key: str = Field(default="sk_live_9f3a7c1e5b8d2f6a4c0e", alias="PAY_KEY")


def signer(make, conf: Conf):
    return make(conf.api_key)
