"""Settings of the accounts service (Django)."""

import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "accounts.urls"
INSTALLED_APPS = ["django.contrib.auth", "accounts"]
