"""Ticket routing (诉求分派): to whom a ticket goes by rules, and an account of why.

Nouns: rule (of a district, subdistrict or community: conditions, a target, a strategy, kept edition
by edition), routing (what the rules said to one ticket at one time, stored as it was), offer (to
grab, 抢单), rotation. Announces TicketOffered; a claim is TicketAssigned, a fact of tickets.
"""
