"""Ticket triage (诉求定位): the community says where a ticket belongs, whatever was found.

Nouns: ruling (a place, maybe a micro-grid, with a reason; what was found stays beside it),
transfer (to another community as a whole: it goes to that one's triage, and begins there anew).
Announces TicketPlaced, a fact of tickets.
"""
