"""Partners (社区合伙人) of the 益·社 alliance: who supplies goods and services to a community.

Nouns: partner (the membership of an individual, group or business in one community, beside its
organisation; one that serves several communities has several), agreement (what a partner signed:
terms, at how many fen 100 points are settled, how often, for which days). States: applied,
more_needed, declined, withdrawn, accepted (waits for its agreement), active, suspended, lapsed (its
agreement is over), ended. Only an active one with an agreement for today trades; what was ordered
before stays to be fulfilled. Announces
PartnerDecided, PartnerSuspended, PartnerResumed, PartnerEnded, AgreementSigned, AgreementLapsed.
"""
