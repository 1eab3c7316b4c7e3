"""Volunteer certificates (志愿服务证明): papers on which somebody's hours stand as they were.

Nouns: certificate (whose hours, of which days, how many, by a name as the holder chose it; frozen),
its number (told and typed; with a check digit), its code (drawn by lot, in the paper's QR code:
whoever has it may ask whether the paper holds), check. States: valid, withdrawn (by its holder, for
a newer one, or since hours behind it were taken back).
"""
