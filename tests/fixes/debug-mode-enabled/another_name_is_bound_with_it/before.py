# Settings of the shop.
DEBUG = USE_CACHE = True
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = []
