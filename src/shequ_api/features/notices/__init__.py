"""Notices (通知公告): what a community, subdistrict or district tells the people who live or
serve in parts of it, until it expires.

Nouns: notice (of its issuing place, in one class: ordinary, important, emergency), edition (its
words; a correction is the next one, which says what changed), target (a place or grid of the
issuer's scope), audience (who of those there: residents, owners, grid workers…; registered by the
modules that know them), receipt (that a person read it, and confirmed reading). States: draft,
waiting (for a second person's review), published, withdrawn, expired.

A notice is never given out to persons: each reader is met with what is addressed to where they
belong now, so whoever moves in later sees what still holds; see docs/decisions/0034. Announces
NoticePublished (a correction, too).
"""
