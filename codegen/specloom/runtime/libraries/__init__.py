"""Private APIs of other libraries that the runtime uses."""
