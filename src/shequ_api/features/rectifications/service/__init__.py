"""Arranging rectification batches, and what came of their visits."""
