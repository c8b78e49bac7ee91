"""What a spec may hold, and what one declares."""
