"""Tickets: what residents (or workers) ask of the community, from order to rating.

Nouns: ticket (诉求), service (its category), four slips: submitted (居民下单), accepted (社区接单),
settled (共建结单), rated (群众评单). Announces TicketSubmitted, TicketPlaced, TicketAccepted,
TicketDeclined, TicketWithdrawn, TicketAssigned, TicketSettled, TicketRated.
"""
