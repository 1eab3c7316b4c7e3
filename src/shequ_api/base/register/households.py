"""Households: what somebody is to the head of theirs."""

from enum import StrEnum

from shequ_api.kit.errors import NotNow

MOST_HOUSEHOLDS = 99


class Relation(StrEnum):
    """To the head of the household, in the groups of GB/T 4761."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    CHILD_IN_LAW = "child_in_law"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    PARENT_IN_LAW = "parent_in_law"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"


RELATION_TITLES = {
    Relation.HEAD: "户主",
    Relation.SPOUSE: "配偶",
    Relation.CHILD: "子女",
    Relation.CHILD_IN_LAW: "儿媳或女婿",
    Relation.GRANDCHILD: "孙辈",
    Relation.PARENT: "父母",
    Relation.PARENT_IN_LAW: "配偶的父母",
    Relation.GRANDPARENT: "祖辈",
    Relation.SIBLING: "兄弟姐妹",
    Relation.OTHER_RELATIVE: "其他亲属",
    Relation.NOT_RELATED: "非亲属",
}


class HeadKnown(NotNow):
    code, title = "head_known", "这一户已登记户主"
