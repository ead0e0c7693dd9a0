# file: app.py
import json
import os
import queue
import threading
from datetime import datetime

import pymongo
import redis
import tornado.ioloop
import tornado.web
from bson import ObjectId

client = pymongo.MongoClient(os.environ["MONGO_URL"])
db = client.kitchen
cache = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2)


class BaseHandler(tornado.web.RequestHandler):
    def get_current_user(self):
        raw = self.get_secure_cookie("user")
        return raw.decode() if raw else None

    def body(self):
        return json.loads(self.request.body or b"{}")


class LoginHandler(BaseHandler):
    def post(self):  # want unlimited-credential-attempts
        data = self.body()
        user = db.users.find_one({"email": data["email"]})
        if user and check_password(user, data["password"]):
            self.set_secure_cookie("user", str(user["_id"]))
            return self.write({"ok": True})
        self.set_status(401)


class RecipeHandler(BaseHandler):
    @tornado.web.authenticated
    def get(self, recipe_id):
        recipe = db.recipes.find_one({"_id": ObjectId(recipe_id)})  # want missing-owner-filter
        if recipe is None:
            raise tornado.web.HTTPError(404)
        recipe["_id"] = str(recipe["_id"])
        self.write(recipe)

    @tornado.web.authenticated
    def put(self, recipe_id):
        data = self.body()
        result = db.recipes.update_one(
            {"_id": ObjectId(recipe_id), "cook_id": self.current_user}, {"$set": {"title": data["title"]}}
        )
        if result.matched_count == 0:
            raise tornado.web.HTTPError(404)
        self.write({"updated": True})

    @tornado.web.authenticated
    def delete(self, recipe_id):
        db.recipes.delete_one({"_id": ObjectId(recipe_id)})  # want missing-owner-filter
        self.set_status(204)


class PantryHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self, item_id):
        amount = int(self.body()["amount"])
        item = db.pantry.find_one({"_id": ObjectId(item_id), "cook_id": self.current_user})
        if item is None or item["quantity"] < amount:
            raise tornado.web.HTTPError(409)
        db.pantry.update_one({"_id": item["_id"]}, {"$set": {"quantity": item["quantity"] - amount}})  # want read-modify-write
        views = cache.get(f"pantry:{item_id}:uses")
        cache.set(f"pantry:{item_id}:uses", int(views or 0) + 1)  # want read-modify-write
        self.write({"left": item["quantity"] - amount})


class FeedbackHandler(BaseHandler):
    def post(self):
        data = self.body()
        db.feedback.insert_one({"text": data["text"], "at": datetime.utcnow()})
        self.write({"ok": True})


class SettingsHandler(BaseHandler):  # want unauthenticated-write
    def post(self):
        data = self.body()
        db.settings.update_one({"_id": "site"}, {"$set": data})
        self.write({"ok": True})


class ReportHandler(BaseHandler):
    @tornado.web.authenticated
    def get(self):
        recipes = list(db.recipes.find({"cook_id": self.current_user}))  # want dead-db-result
        self.write({"generated": datetime.utcnow().isoformat(), "status": "ok"})


class JobHandler(BaseHandler):
    results = queue.Queue()

    @tornado.web.authenticated
    def get(self):
        try:
            outcome = self.results.get()  # want missing-timeout
        except Exception:  # want swallowed-exception
            pass
        self.write({"done": True})


def check_password(user, password):
    import bcrypt

    return bcrypt.checkpw(password.encode(), user["password"])


def send_newsletters(subscribers):
    threads = [threading.Thread(target=send_mail, args=(s,)) for s in subscribers]  # want unbounded-concurrency
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def send_mail(subscriber):
    import smtplib

    with smtplib.SMTP("mail.example.com", timeout=5) as smtp:
        smtp.sendmail("kitchen@example.com", [subscriber], "Subject: news\n\nhello")


def record_order(order, customer):  # want missing-write
    entry = dict(order)
    entry["customer"] = customer
    entry["created"] = datetime.utcnow()
    return {"success": True, "order": entry}


def publish_menu(menu):
    try:
        cache.publish("menus", json.dumps(menu))
        return True
    except redis.RedisError:  # want silent-failure
        return True


def portions(recipe, guests, appetite):  # want input-output-disconnected
    return {"name": recipe["title"], "portions": guests * 2}


def make_app():
    return tornado.web.Application(  # want debug-mode-enabled
        [
            (r"/login", LoginHandler),
            (r"/recipes/(\w+)", RecipeHandler),
            (r"/pantry/(\w+)", PantryHandler),
            (r"/feedback", FeedbackHandler),
            (r"/settings", SettingsHandler),
            (r"/report", ReportHandler),
            (r"/jobs", JobHandler),
        ],
        cookie_secret=os.environ["COOKIE_SECRET"],
        debug=True,
    )


if __name__ == "__main__":
    make_app().listen(8888)
    tornado.ioloop.IOLoop.current().start()
