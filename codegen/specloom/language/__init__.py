"""The models of the spec language, and the declarations of a spec."""
