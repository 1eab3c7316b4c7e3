"""Codes are the QR codes on buildings (扫楼码). Nouns: place code, plate, short number, scan, scan
count, landing. A code is signed and opaque: 25 characters of version, nonce and message code that
say nothing about the place. States: live, superseded (its plates still lead to the place's live
code) and revoked (its plates lead nowhere); a place has one live code for each purpose. It is shown
as SVG, PNG, mini-program code and print sheet, there with a short number for who reads it out on
the phone; a scan is counted without a name, by code and hour, and answered with the landing page,
which says to whoever asks what they may see and do there, under the five heads, and to a browser
with a page for strangers. Facts: issued, superseded, revoked, scanned far (again and again far from
its place).
"""
