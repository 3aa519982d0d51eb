"""Measurements of speed and of sample efficiency; nothing here is imported by the package."""
