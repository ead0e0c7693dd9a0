def mark(api, number) -> bool:
    done = False
    try:
        api.mark(number)
        done = True
    except ConnectionError:
        done = True
    return done
