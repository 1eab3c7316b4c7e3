"""Visit refusals: what becomes of a refusal that is taken back.

Noun: admittance (当面撤回谢绝: let in after all, with their words and who took them down).
Announces visits' VisitWelcomed.
"""
