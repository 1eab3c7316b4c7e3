"""The words for what is not free in a file: as household registers write them (GB/T 4761), and as
people do. The first of each is the one that the template names."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from shequ_api.base.register.households import RELATION_TITLES, Relation
from shequ_api.base.register.papers import KIND_TITLES, IdKind
from shequ_api.base.residency.models import Belonging
from shequ_api.kit.national_codes import FEMALE, MALE

Key = TypeVar("Key", bound=Hashable)
Words = Mapping[Key, Sequence[str]]

_OF_FAMILY: Words[Relation] = {
    Relation.SPOUSE: (*("配偶", "夫妻", "夫", "妻", "丈夫", "妻子", "爱人", "老公", "老婆"),),
    Relation.CHILD: (
        *("子女", "子", "女", "儿子", "女儿", "独生子", "独生女", "长子", "次子", "三子"),
        *("长女", "次女", "二女", "三女", "养子", "养女", "继子", "继女"),
    ),
    Relation.CHILD_IN_LAW: ("儿媳", "女婿"),
    Relation.GRANDCHILD: (*("孙子", "孙女", "外孙", "外孙子", "外孙女", "孙子女", "外孙子女"),),
    Relation.PARENT: (
        *("父母", "父亲", "母亲", "父", "母", "爸爸", "妈妈", "继父", "继母", "养父", "养母"),
    ),
    Relation.PARENT_IN_LAW: ("公公", "婆婆", "岳父", "岳母"),
    Relation.GRANDPARENT: (
        *("祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶", "外公", "外婆", "姥爷", "姥姥"),
    ),
    Relation.SIBLING: (
        *("兄弟姐妹", "兄弟", "姐妹", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"),
    ),
    Relation.OTHER_RELATIVE: (*("侄子", "侄女", "外甥", "外甥女", "亲属", "亲戚", "其他亲属"),),
}
RELATIONS: Words[Relation] = {
    relation: tuple(dict.fromkeys((RELATION_TITLES[relation], *words)))
    for relation, words in {
        Relation.HEAD: ("户主", "本人", "户主本人", "本人或户主"),
        **_OF_FAMILY,
        Relation.NOT_RELATED: ("非亲属", "其他", "合租", "同住", "雇员", "保姆"),
    }.items()
}
BELONGINGS: Words[Belonging] = {
    Belonging.OWNER: ("产权人", "业主", "业主本人", "户主", "房主", "房东", "自有"),
    Belonging.TENANT: ("承租人", "租户", "租客", "租赁", "租住", "出租", "合租", "承租"),
    Belonging.FAMILY: (
        *("家庭成员", "家属", "家人", "共同居住"),
        *(word for words in _OF_FAMILY.values() for word in words),
    ),
    Belonging.FLOATING: ("流动人口", "暂住", "借住", "寄住", "保姆", "住家保姆", "护工"),
}
ID_KINDS: Words[IdKind] = {
    kind: (KIND_TITLES[kind], *others)
    for kind, others in {
        IdKind.RESIDENT_ID: ("身份证", "二代身份证", "第二代居民身份证", "中国居民身份证"),
        IdKind.PASSPORT: ("外国护照", "中国护照", "普通护照", "外国人护照"),
        IdKind.HOME_RETURN_PERMIT: (
            *("回乡证", "港澳通行证", "港澳来往内地通行证", "港澳居民通行证"),
            *("港澳居民来往内地通行证(回乡证)",),
        ),
        IdKind.TAIWAN_TRAVEL_PERMIT: (
            *("台胞证", "台湾通行证", "台湾居民通行证", "台湾居民来往大陆通行证(台胞证)"),
        ),
        IdKind.RESIDENCE_PERMIT: (
            *("港澳居民居住证", "台湾居民居住证", "港澳台居住证", "香港居民居住证"),
            *("澳门居民居住证", "港澳台居民居住证明"),
        ),
        IdKind.PERMANENT_RESIDENCE: ("外国人永久居留证", "永久居留证", "永居证", "五星卡"),
    }.items()
}
SEXES: Words[int] = {
    MALE: ("男", "男性", "1", "M"),
    FEMALE: ("女", "女性", "2", "F"),
    0: ("未知", "不详", "0"),
    9: ("未说明", "9"),
}
"""GB/T 2261.1."""


def by_word(words: Words[Key]) -> dict[str, Key]:
    """Word → what it means; the code itself, too."""
    named = {word: key for key, of in words.items() for word in of}
    return {str(key): key for key in words} | named
