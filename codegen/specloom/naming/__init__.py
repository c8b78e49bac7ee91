"""Names in Python, SQL and HTTP that follow from names in a spec."""
