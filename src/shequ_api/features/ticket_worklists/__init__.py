"""Ticket worklists (诉求清单): which tickets stand on whose list, and how many are in which state.

Nouns: listing (those I ordered, filed for others, handle; those in my scope), due (overdue, or
later today), count (never above a bound). Announces nothing.
"""
