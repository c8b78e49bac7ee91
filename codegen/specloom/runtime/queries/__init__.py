"""Parameters of lists and reads, as conditions and pages."""
