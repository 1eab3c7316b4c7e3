"""The verbs of manual credits: asking, withdrawing, deciding, reversing."""
