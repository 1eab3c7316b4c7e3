"""Ticket worklists (诉求清单): which tickets stand on whose list, and how many of which kind.

Nouns: listing (those I ordered, filed for others, handle; those in my scope, and of these what
nobody has), question (a listing narrowed to states, a category, a due time), branch (what an index
has in order, for one state and category), count (never above a bound). Announces nothing.
"""
