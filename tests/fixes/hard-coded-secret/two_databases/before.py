DATABASES = {
    "default": {"NAME": "shop", "USER": "shop", "PASSWORD": "t0psecretPW9", "HOST": "db.internal"},
    "archive": {"NAME": "old", "USER": "shop", "PASSWORD": "t0psecretPW8", "HOST": "old.internal"},
}
