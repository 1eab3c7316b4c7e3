"""Notices (通知公告): what a community, subdistrict or district tells the people who live or
serve in parts of it, until it expires.

Nouns: notice (of its issuing place, in one class: ordinary, important, emergency), edition (its
words; a correction is the next one, which says what changed), target (a place or grid of the
issuer's scope), audience (who of those there: residents, owners, grid workers, people of a tag…;
registered by the modules that know them, some of them discreet). States: draft, waiting (for a
second person's review; whoever wrote it may recall it), published, withdrawn, expired; a draft may
be discarded, and ends by itself where nobody touches it for long.

A notice is never given out to persons: `notice_reading` lets each reader meet it where they belong
now; see docs/decisions/0034 and 0040. Announces NoticePublished (a correction, too) and
NoticeReviewTurned (it waits for somebody, or no more).
"""
