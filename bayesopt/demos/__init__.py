"""Demonstrations: whole programs over the public API."""
