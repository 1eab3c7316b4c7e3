"""How to ask for photos: by the sealed address that an answer gave."""

from tests.matrix.asking import Ask, Case, Operation, once


def _show(case: Case) -> list[Ask]:
    if not (photo := case.site.of("photo")):
        return []
    sealed = photo if case.inside else case.world.sites["home"].of("photo")
    return [Ask({"file_id": photo}, query=case.world.address(sealed))]


OPERATIONS = {
    "upload_photo": once(
        lambda case: Ask(files={"file": ("a.jpg", case.world.photo, "image/jpeg")})
    ),
    "show_photo": Operation(_show),
}
