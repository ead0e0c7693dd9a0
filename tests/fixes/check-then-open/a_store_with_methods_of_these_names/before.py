def drop(state):
    if state.lock_file.exists():
        state.lock_file.unlink()
