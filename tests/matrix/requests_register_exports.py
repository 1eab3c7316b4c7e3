"""How to take a part of the register away."""

from tests.matrix.asking import Ask, at

OPERATIONS = {
    "export_register": at(lambda site: Ask(body={"place_id": site.compound}), "compound"),
}
