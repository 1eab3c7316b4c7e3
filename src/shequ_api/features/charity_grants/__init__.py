"""Grants of charity: what a household in hardship gets out of a pool (帮扶), and who said so.

Noun: proposal (提名: by a worker, or by an allocation rule that never grants): proposed, approved
(a first word), granted (a second word of another person: the points are held in the pool), then
delivered (with proof; on the household's card, or as goods and services), or declined, withdrawn,
or lapsed where nobody delivered it in time, which frees the points. Who is helped stands behind two
walls: the public reads counts and sums in the pool's ledger. Announces GrantHeld, GrantDelivered
and GrantEnded.
"""
