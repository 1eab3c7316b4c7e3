"""The verbs of points: opening cards, judging facts by the earning rules, changing the rules."""
