"""Needs (居民点单): what a resident would like to have, until it is met together with others.

Nouns: category (repair, household help, lessons, group buy, care…; ours, or a district's own), need
(of one person, at a place; theirs and the staff's to read, and the neighbours' once its author lets
it be shared and its words passed). Staff may make one of a ticket that anybody may read. States:
waiting, pooled, settled, withdrawn, expired. Announces NeedPlaced, NeedMadeOfTicket, NeedWithdrawn,
NeedExpired.
"""
