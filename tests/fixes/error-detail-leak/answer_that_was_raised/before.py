import logging

from fastapi import APIRouter, HTTPException

logger = logging.getLogger(__name__)
router = APIRouter()


@router.get("/topics/{name}")
def topic(name: str):
    try:
        found = topics.find(name)
        if found is None:
            raise HTTPException(404, "no such topic")
        return found
    except Exception as problem:
        logger.exception("topic")
        raise HTTPException(500, detail=str(problem))
