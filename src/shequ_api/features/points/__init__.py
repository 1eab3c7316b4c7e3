"""Points: what people earn for the community, on a card (致强幸福卡) in each district.

Nouns: card (a person's account of points in one district), earning rule (a fact, who earns by it,
how many points, and the most a day; never edited, but succeeded or ended), earning (what one rule
said to one fact: the transfer that it led to, or why there was none). An issuer account for each
community gives what its people earn. Reacts to approved inspections, to their approvals' withdrawal
(what was earned is reversed, as far as it is still there) and to settled and rated tickets.
"""
