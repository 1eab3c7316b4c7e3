"""Ticket sources (工单来源): the tickets by which records of other features get their work done.

Nouns: source (a record; it makes one ticket), progress (how far its ticket has come), work (that,
by whose step and when). States and steps are those of tickets. Announces nothing of its own.
"""
