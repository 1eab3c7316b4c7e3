"""Incidents (批量事件): what many report at once, such as an outage or works.

Nouns: incident (published; resolved, cancelled, or lapsed, where nobody said what became of it
when its planned end had passed), edition (what it said from some time on), area (a place or grid
that it covers, with all below), link (a ticket that is about it, by itself or by hand; what became
of it by that), answer (the same for all). Tickets inside areas, category and time are linked and
answered by themselves, and let go where they are there no more; to resolve the incident settles
them. Announces IncidentPublished, IncidentRevised, IncidentOverdue, IncidentEnded, IncidentTold and
IncidentToldUnnamed.
"""
