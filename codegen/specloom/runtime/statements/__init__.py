"""The fast path: requests that need one statement run it on the driver, without a SQLAlchemy session."""
