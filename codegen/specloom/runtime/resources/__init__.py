"""What is fixed about a resource: columns, keys, relations, and what a deletion changes."""
