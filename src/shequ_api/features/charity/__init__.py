"""Charity: what people give of their points to the pools of their community (公益池), in an open
ledger.

Nouns: pool (the points that were given to one purpose of a community; the general one stands
always, another is opened by the community's staff with a goal and an end, and closed: what is left
goes to the general one), donation (what one person gave to it, by name or anonymously), thanks
(what those who were helped let donors know, without who they are), supporter (one person or
partner, with all that they gave to a pool by whatever way). What donors write is checked before
others read it; what staff write of a pool and in thanks is the community's own word, as a notice.
Announces DonationMade and PoolClosed.
"""
