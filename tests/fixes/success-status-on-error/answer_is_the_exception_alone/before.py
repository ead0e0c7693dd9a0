from fastapi import APIRouter

router = APIRouter()


@router.get("/weather")
async def weather(place: str):
    try:
        return await source.read(place)
    except Exception as error:
        return {"error": str(error)}
