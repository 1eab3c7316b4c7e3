"""The mall (积分商城): goods and services of partners, priced in points, in cash at the stall, or
in both.

Nouns: goods (what a partner supplies, with its stock), edition (what is promised of them: words,
photos, price, limits, windows, for whom, from which level of the card on, how to get them; a change
is another edition, and an order keeps the one that it was made by), stock move (a count that went
up or down by hand, and why). States of goods: waiting
(none of its editions was approved), on_shelf, taken_down; of an edition: in_review, approved,
declined, withdrawn. On the shelf stands what the community approved, whose words and photos passed
the check, of a partner that trades; when that partner is suspended all its goods are off at once,
and back when it is resumed.
"""
