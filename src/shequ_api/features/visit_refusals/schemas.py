from shequ_api.features.visits.public import PERSON_ID, VisitBeginning
from shequ_api.kit.schema import Note, by_example


class VisitAdmittance(VisitBeginning):
    """Let in after all: what whoever had refused said at the door, in their words."""

    model_config = by_example(
        {
            "check_in_id": "0199a3c4-5d6e-7f80-9a1b-000000000110",
            "present_ids": [PERSON_ID],
            "words": "户主当面说：昨天在忙，今天可以进来看看",
        }
    )

    words: Note
