from sqlalchemy.orm import Session

from models import Conversion, Usage


def convert(session: Session, number: int, user: int):
    conversion = session.get(Conversion, number)
    conversion.status = "completed"
    try:
        session.add(Usage(user=user))
        session.flush()
    except Exception as error:
        print(error)
    session.commit()
    return "SUCCESS"
