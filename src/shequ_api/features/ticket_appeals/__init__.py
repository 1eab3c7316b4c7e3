"""Ticket appeals (复核): those above look again at what a community declined.

Nouns: appeal (by whoever ordered it or acts for them, once, with a reason, within the district's
days), decision (those above uphold it, or order the community to take it: it is accepted then, and
goes to no other community), overdue (told until it is decided). States and steps are those of
tickets. Announces TicketAppealed, TicketAppealOverdue, TicketAppealDecided.
"""
