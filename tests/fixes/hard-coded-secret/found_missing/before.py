import os

production = os.environ.get("STAGE") == "live-one"
SECRET_KEY = os.environ.get("SECRET_KEY")
if SECRET_KEY is None:
    if production:
        raise ValueError("SECRET_KEY is not set")
    else:
        SECRET_KEY = "django-insecure-4f9c2a7e81d6b3905ac7"
