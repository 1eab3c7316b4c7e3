"""Volunteer attendance (志愿签到签退): who came to serve somewhere, and how long they stayed.

Nouns: mark (a place's code was scanned on coming or on leaving: what the phone said, weighed as
check-ins are; its position is not kept), session (the time between the two, at one place). Both are
sent under ids of the phone's making, at once or days later. Another than the volunteer confirms a
session, or the policy does where the evidence is good; then its minutes count. States: open,
unfinished (nobody checked out), short (below the least that counts), waiting, confirmed, rejected.
"""
