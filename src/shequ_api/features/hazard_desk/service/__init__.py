"""Waivers, and new tickets for what nobody has put right."""
