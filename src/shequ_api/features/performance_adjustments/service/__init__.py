"""Entering adjustments: by a dispute, by changed evidence, and taking them back."""
