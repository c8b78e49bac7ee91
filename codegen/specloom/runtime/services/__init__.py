"""Services: what each operation does, in a session."""
