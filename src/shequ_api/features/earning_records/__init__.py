"""Earning records (得分记录): what is kept of facts by which points could be earned.

Nouns: earning fact (something by which points could be earned, as it was judged, once), earning
(what one rule said to one fact), earning reversal (that it was taken back). `earnings` writes them;
whoever reckons from them (levels, alarms) reads them here. Announces nothing.
"""
