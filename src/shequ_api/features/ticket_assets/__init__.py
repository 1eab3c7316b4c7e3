"""Ticket assets (诉求与设施): what the history of an asset says of the end of tickets about it.

Hears that a ticket was settled, declined or withdrawn; announces nothing.
"""
