"""Resources: columns, keys, relations, and the effects of a deletion on other rows."""
