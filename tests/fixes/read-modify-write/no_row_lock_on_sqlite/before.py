from models import Task, db


def turn(pk):
    task = db.session.get(Task, pk)
    task.done = not task.done
    db.session.commit()
