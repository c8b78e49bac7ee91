"""Regular expressions that ECMA-262, Rust and Python read alike."""
