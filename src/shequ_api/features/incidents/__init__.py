"""Incidents (批量事件): what many report at once, such as an outage or works.

Nouns: incident (published; resolved, cancelled), area (a place or grid that it covers, with all
below), link (a ticket that is about it; what the end of the incident did to it), answer (the same
for all). Tickets inside areas, category and time are linked and answered by themselves; to resolve
the incident settles them. Announces IncidentPublished, IncidentTicketLinked, IncidentEnded.
"""
