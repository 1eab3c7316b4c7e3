"""The verbs of certificates: issuing and withdrawing."""
