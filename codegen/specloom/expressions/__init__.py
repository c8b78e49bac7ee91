"""The expression language of `checks`: text -> syntax tree with positions -> conditions as plain data.

`tokens`, `syntax_tree` and `parser` know no fields and no types. `conditions` holds the typed result, which is part
of the model. `resolve.checks` knows the fields and converts the tree. Conditions do not depend on checks, so other
rules can use them.
"""
