"""Notice follow-up (通知催阅): how far a notice has come, for the office that issued it.

Nouns: counts (how many are addressed, have read, have confirmed), unread readers (who has not, in
one community or grid, for whoever goes and tells them), reminder (that those were told again, not
oftener than every six hours). Announces NoticeReminded.
"""
