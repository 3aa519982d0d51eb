"""Bridges to other libraries; each imports its own, which must be installed."""
