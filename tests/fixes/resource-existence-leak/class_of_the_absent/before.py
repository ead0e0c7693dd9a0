from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm import Session

from models import Notice, User, current_user, get_db

app = FastAPI()


@app.delete("/notices/{notice_id}")
def remove(notice_id: int, db: Session = Depends(get_db), user: User = Depends(current_user)):
    notice = db.get(Notice, notice_id)
    if not notice:
        raise HTTPException(
            status_code=404,
            detail="Notice not found",
        )
    if notice.user_id != user.id:
        raise HTTPException(status_code=403, detail="Not your notice")
    db.delete(notice)
    db.commit()
    return {"ok": True}
