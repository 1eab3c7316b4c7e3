"""Ticket intake (诉求受理): how a request comes in, and how it finds the place where it belongs.

Nouns: draft; channel (the way it came); entry (what staff enter for a petitioner, who has no
account, or for an organisation); whereabouts (chosen, by an asset, by a position's attribution, by
the home of the reporter), position (what the phone or the map said; coarse after its time),
attribution (how each place that a ticket came to was known, never changed). What is not certain
waits for the community.
"""
