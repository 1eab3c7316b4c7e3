"""The verbs of points: opening cards."""
