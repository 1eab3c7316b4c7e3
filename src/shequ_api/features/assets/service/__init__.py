"""Changing assets: entering them, and what becomes of them."""
