"""PDFs among the materials: handed in, asked for anew, and taken over."""

from typing import Any

from shequ_api.kit.ids import new_id
from tests.base.files.papers import paper
from tests.base.people.asking import ask
from tests.features.service_applications.counter import ID_CARD, Counter
from tests.features.service_applications.test_handling import ASK_CARD


async def document_of(counter: Counter, title: str, who: str = "resident") -> str:
    sent = {"files": {"file": ("a.pdf", paper(), "application/pdf")}, "data": {"title": title}}
    answer = await ask(counter.client, counter.cast, who, "POST", "/documents", **sent)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def card(*document_ids: str, photo_ids: list[str] | None = None) -> list[dict[str, Any]]:
    return [{"key": "id_card", "photo_ids": photo_ids or [], "document_ids": list(document_ids)}]


async def test_a_pdf_is_a_paper_like_a_photo(counter: Counter) -> None:
    service = await counter.service()
    book, photo = await document_of(counter, "户口簿"), await counter.photo()
    draft = await counter.drafted(service, materials=card(book, photo_ids=[photo]))
    assert draft["missing"] == ["home"], "the card is there"
    assert [each["photo"]["id"] for each in draft["photos"]] == [photo]
    [kept] = draft["documents"]
    assert (kept["key"], kept["document"]["title"]) == ("id_card", "户口簿")
    made = (await counter.submit(draft["id"])).json()
    [handed] = made["documents"]
    assert (handed["title"], handed["document"]["id"]) == (ID_CARD["title"], book)
    shown = await counter.got("community_worker", "GET", f"/service-applications/{made['id']}")
    assert [each["document"]["id"] for each in shown["documents"]] == [book]
    back = await counter.stepped(made, "return", ASK_CARD)
    assert back["asked"] == ["id_card"]
    better = await document_of(counter, "户口簿（清晰）")
    said = {"answers": None, "materials": card(better), "note": None}
    path = f"/me/service-applications/{made['id']}/supplement"
    again = await counter.got("resident", "POST", path, said)
    rounds = [(each["round"], each["document"]["id"]) for each in again["documents"]]
    assert rounds == [(2, better), (1, book)]


async def test_only_ones_own_of_its_kind_and_no_more_than_asked_for(counter: Counter) -> None:
    service = await counter.service()
    theirs = await document_of(counter, "别人的", "same_building")
    mine, photo = await document_of(counter, "我的"), await counter.photo()
    several = [await document_of(counter, title) for title in "一二"]
    for materials, code in (
        (card(theirs), "document_unknown"),
        (card(photo), "document_unknown"),
        (card(photo_ids=[mine]), "photo_unknown"),
        (card(*several, photo_ids=[photo]), "materials_unfit"),
    ):
        body = counter.content(service, materials=materials)
        path = f"/service-drafts/{new_id()}"
        assert await counter.refused("resident", "PUT", path, body) == (422, code)


async def test_a_pdf_of_before_is_offered_and_taken_over(counter: Counter) -> None:
    book = await document_of(counter, "户口簿")
    first = await counter.applied(await counter.service(), materials=card(book))
    other = await counter.service(title="另一事项", materials=[{**ID_CARD, "reuse_days": 30}])
    draft = await counter.drafted(other, materials=[])
    path = f"/service-drafts/{draft['id']}"
    known = await counter.got("resident", "GET", f"{path}/knowledge")
    assert known["reusable"] == []
    assert [each["document"]["id"] for each in known["reusable_documents"]] == [book]
    body = counter.content(other, materials=card(book))
    await counter.got("resident", "PUT", path, body, **{"If-Match": "*"})
    made = (await counter.submit(draft["id"])).json()
    before = first["documents"][0]["handed_in_at"]
    assert made["documents"][0]["handed_in_at"] == before
