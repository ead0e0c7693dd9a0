from fastapi import FastAPI, Response

app = FastAPI()


@app.post('/login')
def login(response: Response):
    response.set_cookie('session', issue(), secure=False, httponly=True, samesite='lax')
    return {'ok': True}
