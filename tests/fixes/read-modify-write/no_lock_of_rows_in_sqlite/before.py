from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm import Session

from store import Invite, get_db

app = FastAPI()


@app.post("/invites/{number}")
def use(number: int, db: Session = Depends(get_db)):
    invite = db.query(Invite).filter(Invite.id == number).first()
    if invite is None or invite.uses >= invite.max_uses:
        raise HTTPException(status_code=400)
    notify(invite)
    invite.uses = max(invite.uses + 1, len(invite.holders))
    db.commit()
    return {"ok": True}
