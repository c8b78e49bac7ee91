"""The generated folder: what is written, kept and compared."""
