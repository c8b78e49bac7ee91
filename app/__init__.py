"""The application: hand-written code around the generated code."""
