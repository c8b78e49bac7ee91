# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2e4bcc5ae3b885786aaeeca2d62bb745
"""What all entities share. It is copied into the generated folder as it stands."""

from . import statement_names as statement_names  # before anything prepares a statement
