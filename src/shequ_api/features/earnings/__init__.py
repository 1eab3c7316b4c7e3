"""Earnings: what facts earned by the rules, and what was taken back.

Nouns: earning fact (something by which points could be earned, as it was judged, once), earning
(what one rule said to one fact: the transfer that it led to, or why there was none; of a shadow,
what it would have paid), earning reversal, explanation. Reacts to approved inspections, to their
approvals' withdrawal (what was earned is reversed, as far as it is still there) and to settled and
rated tickets. Announces PointsEarned, PointsClawedBack.
"""
