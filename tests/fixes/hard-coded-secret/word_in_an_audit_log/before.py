from audit import audit_log_update
from people import hash_of


def change_password(session, person, text):
    person.password_hash = hash_of(text)
    session.commit()
    audit_log_update("Member", person.id, "password reset", {"password": "reset_by_admin9"})
