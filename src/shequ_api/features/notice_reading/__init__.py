"""Reading notices (我的通知): how those whom a notice is addressed to meet it where they belong.

Nouns: spot (where somebody belongs and as what, a tag of the register among it; found anew in each
request), receipt (that a person read a notice, up to which edition, and confirmed it), public
notice (what everybody may read who stands there). A reader never learns as what they were met.
Announces nothing.
"""
