"""Donations by minors (未成年人捐赠): what those under eighteen may give away of their points.

Nouns: policy (from which age on, and how much in a month, in a district or, for those that say
nothing, in its city; an edition, never edited), terms (what holds; without a policy, those of
`rules`). Whose age no proof of identity has told is not taken for a minor. Announces nothing.
"""
