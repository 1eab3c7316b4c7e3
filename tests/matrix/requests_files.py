"""How to ask for photos: by the sealed address that an answer gave."""

import hashlib

from tests.base.files.papers import paper
from tests.matrix.asking import Ask, Case, Operation, once


def _show(case: Case) -> list[Ask]:
    if not (photo := case.site.of("photo")):
        return []
    sealed = photo if case.inside else case.world.sites["home"].of("photo")
    return [Ask({"file_id": photo}, query=case.world.address(sealed))]


def _hash(case: Case) -> str:
    return hashlib.sha256(case.world.photo).hexdigest()


RAW = {"Content-Type": "application/octet-stream"}
OPERATIONS = {
    "upload_photo": once(
        lambda case: Ask(files={"file": ("a.jpg", case.world.photo, "image/jpeg")})
    ),
    "upload_document": once(
        lambda _: Ask(files={"file": ("a.pdf", paper(), "application/pdf"), "title": (None, "a")})
    ),
    "show_photo": Operation(_show),
    "get_photo_progress": once(lambda case: Ask({"photo_hash": _hash(case)})),
    "upload_photo_part": once(
        lambda case: Ask({"photo_hash": "a" * 64, "start": "0"}, body=b"part", headers=RAW)
    ),
    "complete_photo_upload": once(
        lambda case: Ask({"photo_hash": _hash(case)}, body={"size_bytes": len(case.world.photo)})
    ),
}
