"""The verbs of attendance: marking, deciding, and ending what was forgotten."""
