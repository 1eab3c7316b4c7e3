"""Ticket handling (诉求流转): who has a ticket, when not by the community's first word alone.

Nouns: return (退单: not my duty, with a reason, within the district's time), passing on (转派, to a
colleague; the clocks go on), bulk assignment, bounce, arbitration (裁定: from the third bounce on
those above say who handles it, and that binds), a district's rule for all this. States and steps
are those of tickets. Announces TicketReturned, a fact of tickets; TicketArbitrationAwaited,
TicketArbitrationOver.
"""
