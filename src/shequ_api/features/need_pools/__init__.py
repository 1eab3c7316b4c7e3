"""Need pools (社区统单): many needs as one order of the community.

Nouns: pool (at a place; closing day, least and most members, how it is met, price of one), member
(somebody with one need of theirs; joins by themselves or is gathered by the staff, leaves until it
closes), order (with whom, what, for how much). States: gathering, closed or lapsed (at the closing
instant, by a clock), ordered, delivered, done, cancelled. Each member is told what comes of it.
Announces PoolChanged, PoolReached, PoolFellShort, PoolClosingSoon, PoolClosed, PoolLapsed,
PoolOrdered, PoolDelivered, PoolDone, PoolCancelled, NeedGathered, PoolMembersTold.
"""
