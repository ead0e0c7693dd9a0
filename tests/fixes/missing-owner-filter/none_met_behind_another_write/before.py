from fastapi import Depends, FastAPI
from motor.motor_asyncio import AsyncIOMotorClient

from people import Person, current_person

app = FastAPI()
db = AsyncIOMotorClient("mongodb://store/shop").shop


@app.post("/gaps/{number}/settle")
async def settle(number: str, current_user: Person = Depends(current_person)):
    await db.trail.insert_one({"settled": number})
    await db.notes.delete_one({"_id": number})
    return {"ok": True}


@app.get("/notes")
async def notes(current_user: Person = Depends(current_person)):
    return await db.notes.find({"user_id": current_user.user_id}).to_list(100)
