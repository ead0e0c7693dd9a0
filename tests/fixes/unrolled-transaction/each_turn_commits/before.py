from sqlalchemy.orm import Session

from models import Arrival


def imported(session: Session, rows: list[dict]) -> int:
    done = 0
    for row in rows:
        try:
            session.add(Arrival(code=row["code"]))
            session.commit()
            done += 1
        except Exception as error:
            print(error)
            continue
    return done
