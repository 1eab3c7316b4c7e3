"""Services (办事指南 of 码上办): what a community, or an office above it, handles for people and
firms.

Nouns: service (事项; of the office that keeps it, offered in all that lies in its place), guide
(what it asks and gives: steps, fees, legal basis, offices, eligibility, materials, form, result;
one document), edition (a guide as it was published; never changed, so that an application is judged
by the words under which it began), provider (government, community, station, property, enterprise
helper 企业保姆), eligibility rule (a fact, what it must be, and what is said where it is not).
States: draft, published, withdrawn. Announces ServicePublished, ServiceWithdrawn.
"""
