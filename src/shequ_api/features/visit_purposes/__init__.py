"""Visit purposes: why one comes to a door.

Noun: purpose (走访事由: its forms, what refusing means, what whoever comes along may see, and how
long what is written of such a visit is kept; data). Announces nothing.
"""
