"""Identity: who I am here, how well I am known, and who may act for whom.

Nouns: me (postings to choose from, dwellings, level, mandates, rights), identity proof (that
somebody showed who they are, until when it counts), identity level (phone, dwelling, document,
counter), identity code (shown at a counter, for minutes), person record (somebody without an
account, entered by staff; it becomes part of the account that they have later), mandate (that an
agent may do some things for a principal, on evidence; each use is noted).
"""
