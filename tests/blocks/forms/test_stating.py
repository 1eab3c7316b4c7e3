"""Answers in words, for papers."""

from typing import Any

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.stating import may_be_stated, stated

CHOICES = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]
FIELDS: list[dict[str, Any]] = [
    {"key": "since", "kind": "moment", "label": "时间"},
    {"key": "many", "kind": "multiple_choice", "label": "多选", "choice_list": "list"},
    {"key": "alone", "kind": "boolean", "label": "独居"},
    {"key": "size", "kind": "number", "label": "面积", "unit": "平方米"},
    {"key": "born", "kind": "date", "label": "日期"},
    {"key": "ill", "kind": "text", "label": "病情", "sensitive": True},
    {"key": "view", "kind": "photos", "label": "照片"},
]
FORM = FormDefinition.model_validate(
    {
        "title": "表",
        "choice_lists": {"list": CHOICES},
        "sections": [
            {"key": "one", "label": "一", "fields": FIELDS},
            {
                "key": "each",
                "label": "每位",
                "repeat": {"label": "一位"},
                "fields": [{"key": "name", "kind": "text", "label": "姓名"}],
            },
        ],
    }
)
ANSWERS: dict[str, Any] = {
    "since": "2026-01-31T23:30:00+00:00",
    "many": ["b", "a"],
    "alone": False,
    "size": 88.5,
    "ill": "高血压",
    "each": [{"name": "王五"}],
}


def test_what_is_sensitive_repeated_or_no_word_may_not_be_stated() -> None:
    assert may_be_stated(FORM) == {"since", "many", "alone", "size", "born"}


def test_answers_read_as_people_read_them() -> None:
    told = stated(FORM, ANSWERS, ["size", "ill", "many", "born", "alone", "since", "name"])
    assert told == [
        ("面积", "88.5 平方米"),
        ("多选", "乙、甲"),
        ("独居", "否"),
        ("时间", "2026年2月1日07:30"),
    ]
