"""The fast path: one statement on the driver."""
