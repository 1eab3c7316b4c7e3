"""Receiving, checking and applying a file."""
