"""Writing, caching and comparing of the generated folder."""
