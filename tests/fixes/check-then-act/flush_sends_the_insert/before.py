from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import User, get_db

app = FastAPI()


@app.post("/register")
async def register(name: str, db: AsyncSession = Depends(get_db)):
    result = await db.execute(select(User).where(User.username == name))
    if result.scalar_one_or_none():
        raise HTTPException(status_code=409, detail="taken")
    user = User(username=name)
    db.add(user)
    await db.flush()
    await db.commit()
    return {"name": name}
