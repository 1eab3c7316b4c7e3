"""The verbs of earning rules: made, succeeded, promoted, ended."""
