from fastapi import APIRouter

router = APIRouter()


@router.post("/translate")
def translate(text: str):
    try:
        if not service.key:
            return {"translated": text, "error": "not configured"}
        return {"translated": service.translate(text)}
    except Exception:
        return {"translated": text}
