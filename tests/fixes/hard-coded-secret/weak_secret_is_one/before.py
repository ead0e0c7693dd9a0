JWT_SECRET = "secret"
