# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5255e4dc5eac4b963ce86e6b36e93687
"""What all entities share. It is copied into the generated folder as it stands."""

from .driver import statement_names as statement_names  # before anything prepares a statement
