"""What the runtime uses of its libraries that their documentation does not promise."""
