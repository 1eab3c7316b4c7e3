"""The verbs of claw-back: setting policies, owing, paying."""
