"""People: who there is, how they sign in, what they are appointed to, and where they live.

Nouns: person, WeChat account (an openid of one mini-program), login session (one sign-in with its
rotating refresh token), organisation, posting (a person's dated role at a place or grid), residency
(who belongs to which dwelling, from when, as what). Facts: none yet that others need.
"""
