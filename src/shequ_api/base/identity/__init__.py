"""Identity: who I am here, and how well I am known.

Nouns: me (postings to choose from, dwellings, level, rights), identity proof (that somebody showed
who they are, until when it counts), identity level (phone, dwelling, document, counter).
"""
