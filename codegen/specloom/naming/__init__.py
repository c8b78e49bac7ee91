"""Names in Python, SQL and HTTP that are derived from names in a spec."""
