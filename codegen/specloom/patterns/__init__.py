"""Regular expressions that have the same meaning in ECMA-262, Rust and Python."""
