"""The register and those whom it is about: residents with an account.

Nouns: own entry (what the register says of me, masked), correction (what I ask to have put right:
waiting, then accepted or rejected with a reason by the grid's worker; both stay). A verified
residency links its entry, or is noted for a look. The register answers with one bit whether it
knows somebody at a dwelling, and tells, forgets and merges what it keeps about a person.
"""
