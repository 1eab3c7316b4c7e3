"""Files are the photos and documents that people hand in: kept once by their content, re-encoded
before they are kept, and shown by a short-lived signed address. `photos` turns what a phone sent
into a harmless JPEG, `documents` a PDF into one that shows its pages and does nothing else; reading
of hostile bytes happens in a child process of its own.
"""
