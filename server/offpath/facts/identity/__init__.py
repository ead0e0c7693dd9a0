"""Who the caller is, what the client says, and whether what is read and changed is the caller's."""
