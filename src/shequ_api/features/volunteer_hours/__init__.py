"""Volunteer hours (志愿时长): minutes of service, in a ledger of their own, each with its evidence.

Nouns: volunteer account (a person's in a district, in minutes), service (one piece of evidence, and
what of it counted: a confirmed session, an approved inspection, a settled ticket), tally (the
minutes of an account at a place in a month, a year and ever), policy (a district's bounds, what
facts are worth, and which roles are volunteers'). Reacts to approved inspections and settled
tickets of people who serve in no other role, and takes back what holds no longer. Announces
VolunteerHoursReversed.
"""
