"""What all entities share. It is copied into the generated folder as it stands."""
