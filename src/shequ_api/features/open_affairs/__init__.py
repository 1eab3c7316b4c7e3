"""Open affairs (公开事项): what districts, subdistricts, communities and compounds lay open to
everybody, as people write it and as other features tell it.

Nouns: category (党务、财务…: for all, or a district's own; retired, never deleted), disclosure
(公示: of one place in one category, read there and in all that lies in it), edition (its words as
they were shown; a correction is the next one and says what changed), draft (words that nobody but
the office sees yet), objection (until when and with whom one objects). States: draft, published,
withdrawn; what was shown until some day has ended. Other features disclose by
`public.disclose`. Announces DisclosurePublished (a correction, too) and DisclosureWithdrawn.
"""
