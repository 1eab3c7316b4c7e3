"""The verbs of gifts: setting policies, finding whom to give to, offering, answering."""
