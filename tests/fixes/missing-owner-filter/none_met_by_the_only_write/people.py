from pydantic import BaseModel


class Person(BaseModel):
    user_id: str
    name: str


async def current_person() -> Person: ...
