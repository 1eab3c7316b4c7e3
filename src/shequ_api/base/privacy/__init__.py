"""Privacy: what a person agreed to, and their rights over what is kept about them.

Nouns: consent policy (a text with a version and its legal basis), consent (given to one version,
withdrawn or not), erasure (asked for, waits out a cooling-off time, then anonymises the person),
retention rule (what is kept how long, and why). What is kept where, each module declares as its
`personal_data`; here it is collected and erased. Facts: ConsentWithdrawn, ErasureDue, PersonErased.
Source: Personal Information Protection Law (PIPL) articles 13-17, 29, 44-50.
"""
