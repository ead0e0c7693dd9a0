"""Updates that read, change and write back, made one step of the store."""
