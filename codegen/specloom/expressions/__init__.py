"""The expression language of `checks`: text -> syntax tree with positions -> conditions as plain data.

`tokens`, `parts` and `syntax` know no field and no type. `conditions` is what the model holds: what knows the fields,
`resolve.checks`, makes it of the parts. A condition says nothing of checks, so that other rules can be made of it.
"""
