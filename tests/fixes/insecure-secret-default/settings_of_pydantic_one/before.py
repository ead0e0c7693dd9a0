from pydantic import BaseSettings


class Config(BaseSettings):
    host: str = "localhost"
    smtp_password: str = "Tormenta-8842-q"  # noqa: S105

    class Config:
        env_prefix = "SHOP_"
