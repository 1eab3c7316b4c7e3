"""The verbs of volunteer hours: opening accounts, crediting, taking back, setting policies."""
