"""Family cards (家庭卡): points that the people of one dwelling pool and spend together.

Nouns: family card (an account of points of its own, in one district), member (who joined with the
code that the head showed, and lives at the card's dwelling; the head is the one who opened it),
limit (how much a member may spend a day and a month, as the head says), line (who paid in, spent or
was given back). Points keep their last day and whose they were: whoever leaves is given back what
is left of what they paid in, and when the head leaves everybody is. What comes back later (a
refund) follows on a clock. Others pay by `public.pay_by`: with one's own card or with this one.
"""
