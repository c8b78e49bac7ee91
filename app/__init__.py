"""The application: what the team writes by hand around the generated code."""
