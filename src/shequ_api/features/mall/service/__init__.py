"""Offering goods, keeping their stock, and taking of it."""
