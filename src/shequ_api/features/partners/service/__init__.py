"""Becoming a partner, agreeing, and ceasing to be one."""
