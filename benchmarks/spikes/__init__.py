"""Spikes: what was tried and measured before a decision was written down."""
