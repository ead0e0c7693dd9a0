from pydantic_settings import BaseSettings


class Base(BaseSettings):
    debug: bool = False


class Mail(Base):
    password: str = "Tormenta-8842-q"
