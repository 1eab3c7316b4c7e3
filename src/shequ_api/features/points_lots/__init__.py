"""Lots: when which points of a card expire.

Nouns: lot (points that came to an account together and are good until the end of one day in China,
or for ever), draw (how much of a lot one transfer took or, below zero, brought back), expiry policy
(from when on how long the points of a district are good; never edited, a later one follows), expiry
round (the telling of all who have points of a district that expire on a day). What remains of an
account's lots is its balance, always: whatever moves its points writes both under the lock of the
account's row. A lot is over at midnight by the server's time, whether or not a clock has moved it
to the district's account of expired points. Knows accounts, not whose they are.
"""
