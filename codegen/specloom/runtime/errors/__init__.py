"""Database and validation errors: their responses and their log entries."""
