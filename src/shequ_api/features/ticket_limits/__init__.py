"""Ticket limits (防滥用): how often somebody may file tickets, and when they may not for a while.

Nouns: rule (so many a day, and so many with the same words; a district's or a community's), turn
(one ticket counted, under a code that nobody reads back), block (by an office, because of a
ticket, with reason and end), appeal (decided by somebody else than who blocked). Whatever counts
as an emergency is never kept back. Announces TicketsBlocked, TicketBlockAppealed,
TicketBlockDecided.
"""
