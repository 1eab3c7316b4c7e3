"""Ticket pressure (催督): what makes a slow ticket move.

Nouns: urge (催办, by whoever ordered it or acts for them, of a merged one under its lead, once in
so many hours), supervision (督办: an office above demands an answer within so many workdays; open,
answered, closed by that office, or over with the ticket), call (吹哨: from the grid to the
community, the subdistrict, the district with a department that reports; each level answers by a
time, or it goes one up by the clock), watch (a handler who is silent too long loses it). Announces
TicketUrged, TicketSupervised, SupervisionAnswered, SupervisionOverdue, SupervisionClosed,
TicketCalled, TicketCallClosed.
"""
