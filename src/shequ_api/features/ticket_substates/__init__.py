"""Ticket substates (办理进展): how far a ticket is within its state, in the words of its place.

Nouns: substate (of a district, subdistrict or community, and of one open state of the flow; with a
title for staff, perhaps one for residents, and those behind which it may come; retired, never
deleted), edition (what it was, by version), move (from none or from another one, as the
substates say), change (one that was made, with a note for staff). Leaving the state ends it.
Announces TicketProgressed.
"""
