from fastapi import APIRouter

router = APIRouter()


@router.post("/mails")
async def mail(to: str):
    try:
        await sender.send(to)
    except Exception as problem:
        return {"error": "the mail was not sent"}
    return {"success": True}
