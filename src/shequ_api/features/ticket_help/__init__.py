"""Ticket help (协办): who helps whoever has a ticket.

Nouns: lead (主办: whoever has the ticket, or leads that under which it is handled, who answers for
it), helper (asked; sees it as who handles it, until they declined, were relieved, or it is over).
Announces TicketHelpAsked, TicketHelpDeclined, TicketHelpOver.
"""
