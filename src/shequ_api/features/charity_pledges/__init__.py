"""Pledges to charity: gifts that post themselves, by a rule that the giver made once.

Nouns: unit pledge (一分钱公益: so many points for every so many units, of points that a resident
earns or of goods that a partner sells, with a cap a month), income share (收益的 5% 入基金: a part
of what a partner is paid in points), posting (what one earning, or one settlement statement of a
partner, came to). Each counts once; what does not make a whole point is carried on. A partner gives
with its statement, no more than that comes to. The giver ends it at any time, which undoes nothing.
Announces PledgePosted and SharePosted.
"""
