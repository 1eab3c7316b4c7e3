"""Defining substates, and saying which one a ticket is in."""
