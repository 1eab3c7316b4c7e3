"""Ticket labels (标签): an office's own words on tickets, by which its staff find them again.

Nouns: label (of a district, subdistrict or community, for all that lies inside it; renamed,
retired), use (that one stands on a ticket). Residents are shown none. Announces nothing.
"""
