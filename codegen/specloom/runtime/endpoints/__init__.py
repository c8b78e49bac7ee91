"""What the endpoints of a router do."""
