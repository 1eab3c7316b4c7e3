"""Access: who may do what, where.

Nouns: role (a readable table of permissions), actor (a person in this request, under one acting
posting), scope (the subtree of that posting, or a relation to the row). Rights = role × scope: a
loader gives only rows in view (404 for strangers), then `may(permission)` asks the role (403, and
why). `base.people`, which knows the postings, brings the function that recognises an actor.
"""
