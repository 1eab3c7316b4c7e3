"""Knowledge (知识库): the answers that offices give, and stand by.

Nouns: article (question, other phrasings, answer, topic, source; kept by the office of a community,
subdistrict, district or city, and read in all that lies inside it; with a day by which it is
looked at again), edition (its words as they were), term (by what a published article is found),
feedback (helpful, not helpful or wrong; one of a person for an edition), review (its office says
that an edition holds). States: draft, published, withdrawn. An article whose day has passed is
stale: it is listed for its office, and stays readable. Announces KnowledgePublished,
KnowledgeWithdrawn, KnowledgeRated, KnowledgeStale, KnowledgeReviewed.
"""
