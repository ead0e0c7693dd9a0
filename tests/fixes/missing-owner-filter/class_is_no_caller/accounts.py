from functools import wraps

from flask import request

from models import User, db


def login(view):
    @wraps(view)
    def inner(*args, **kwargs):
        user = db.session.query(User).filter_by(token=request.headers["Authorization"]).first_or_404()
        return view(user, *args, **kwargs)

    return inner
