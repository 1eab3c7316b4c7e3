"""Service certificates (电子证明): what the handling of a service may end in, for anybody to check.

Nouns: certificate (a title, whom it is about, who issued it, from when until when; frozen), its
number (told and typed; with a check digit), its code (drawn by lot, in the paper's QR code), check
(whoever has number and code asks whether it holds; the name is masked unless its holder chose to
show it). States: valid, expired (by its last day), revoked (by its office, for a newer one, or
since its holder is gone). Announces CertificateIssued, CertificateRevoked.
"""
