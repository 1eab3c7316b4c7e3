"""The verbs of earning: keeping and judging facts, crediting, taking back, explaining."""
