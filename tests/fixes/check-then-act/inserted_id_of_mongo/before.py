from pymongo import MongoClient

db = MongoClient()["shop"]


def customer(email):
    found = db.customers.find_one({"email": email})
    if found is None:
        result = db.customers.insert_one({"email": email, "points": 0})
        return result.inserted_id
    return found["_id"]
