"""People: who there is, how they sign in, what they are appointed to, and who serves meanwhile.

Nouns: person, WeChat account (an openid of one mini-program), login session (one sign-in with its
rotating refresh token), phone binding, merge (two accounts of one human being), organisation,
posting (a person's dated role at a place or grid), absence, cover, vacancy (a grid that nobody
serves), vacancy rule (after how many days it is told to whom; of a district or a city). Announces
PostingEnded, GridVacant, GridVacancyOver, PhoneReleased, AccountShut, AccountsMerged.
"""
