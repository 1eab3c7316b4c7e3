"""Ticket timeline (公开进度): what the public may read of how a ticket is handled.

Nouns: timeline (its steps without notes, public replies and photos, in order), public (who has the
ticket in view; verified residents of its community, whoever holds an office whose scope it lies in,
who supports it), entry, trail (its steps as they are bound to each other: whoever has the ticket in
view can prove that none was changed). No resident is named; a private ticket is there for those
alone who have it in view; what was not found fit to be shown is left out. Announces nothing.
"""
