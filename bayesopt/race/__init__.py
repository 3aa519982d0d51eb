"""Races between samplers on named problems."""
