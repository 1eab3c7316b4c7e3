"""Ticket pressure (催督): what makes a slow ticket move.

Nouns: urge (催办, by whoever ordered it, once in so many hours), supervision (督办: those above
demand an answer by a time), call (吹哨: from the grid to the community, the subdistrict, the
district with a department that reports; each level answers by a time, or it goes one up by the
clock), watch (a handler who is silent too long loses it). Announces TicketUrged, TicketSupervised,
SupervisionAnswered, TicketCalled, TicketCallClosed.
"""
