"""Ticket ending (办结之后): what becomes of tickets that are settled, or settles many of one cause.

Nouns: reopening (重新办理, by whoever had it last where they still fit), archiving (归档), settling
together. States and steps are those of tickets. Announces TicketReopened, TicketArchived,
TicketAccepted, TicketSettled: facts of tickets.
"""
