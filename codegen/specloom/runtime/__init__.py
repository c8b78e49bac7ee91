"""What all entities share. It is copied into the generated folder as it stands."""

from .driver import statement_names as statement_names  # before anything prepares a statement
