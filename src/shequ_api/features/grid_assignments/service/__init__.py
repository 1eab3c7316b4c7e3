"""Giving work to whole grids, making its tasks, taking it back."""
