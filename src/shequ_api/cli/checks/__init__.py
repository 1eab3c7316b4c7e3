"""Checks: what is configured, what is missing, and how to mend it.

Each file looks at one part and gives findings; `before_start` are those on which production does
not start, `doctor` shows them all.
"""
