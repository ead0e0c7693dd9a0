# Settings of the shop.
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
DEBUG = True  # SECURITY WARNING: don't run with debug turned on in production!
ALLOWED_HOSTS = ["shop.example"]
