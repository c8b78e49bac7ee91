"""Parsing of spec files into nodes that know their places."""
