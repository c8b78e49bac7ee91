"""Types of JSON values and of columns."""
