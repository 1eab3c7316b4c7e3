"""Proposing, deciding, delivering, and letting lapse."""
