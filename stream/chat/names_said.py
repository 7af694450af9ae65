"""The names of stores and of people that a sentence says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from stream.chat.places_said import Place

_LETTERS: Final = r"一-龥々〆ヶァ-ヴーA-Za-z0-9・"
_STORE: Final = re.compile(rf"[{_LETTERS}]{{0,14}}店(?![舗長員内頭名外休側番先前数])")
_NO_STORE: Final = re.compile(  # what stands before 店 in a word that names none
    "(?:他|全|各|当|自|本|支|開|閉|来|出|入|退|同|両|数|何|商|売|飲食|小売|専門|喫茶|書|百貨|量販|加盟|直営|路面|取扱|競合|近隣"
    "|対象|上位|下位|該当|担当|優良|新|旧|既存|販売|代理|チェーン|モデル|テナント|複数|多|別|一|二|三|最寄|成功|好調|不調)店$"
)
_PERSON: Final = re.compile(
    r"(?P<name>[一-龥々〆ヶァ-ヴー]{1,8}(?: [一-龥々ァ-ヴー]{1,8})?) ?"
    r"(?:さん|さま|くん|ちゃん|氏(?!名)|様(?![子々式相態])|店長|副店長|マネージャー|チーフ|リーダー|主任)"
)
_CHARGED: Final = re.compile(
    r"(?:担当者?|報告者|投稿者|記入者|責任者|作成者|店長)(?:は|:)\s?"
    r"(?P<name>[一-龥々]{2,4}(?: [一-龥々]{1,4})?)(?=です|でした|、|。|\(|$)"
)
_NO_PERSON: Final = re.compile(
    "(?:[客皆子者員業社店神奥王同有無仕模多貴殿各異一彼摂華両別副新前全当現元部方班係]|スタッフ|メンバー|バイト|パート|フロア"
    "|ホール|キッチン|レジ|エリア|チーム|シフト|不在|未定|不明|欠席|空席)$"
)
_BEFORE_NAME: Final = re.compile(
    r"(?:本日|今日|昨日|一昨日|明日|当日|同日|先日|前日|翌日|今週|先週|先々週|今月|先月|先々月|今年|昨年|前年|去年|特|主|対象|日報|報告|"
    r"[日月火水木金土]曜日?|[0-9]+[日月年時分件円人回位]|・|店|と)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A store's or a person's name at `place`, without white space."""

    place: Place
    name: str
    is_store: bool


def stores(text: str, known: Iterable[str]) -> Iterator[Name]:
    """The stores of a text that is `plain`: those of `known` names, and whatever is called 〜店."""
    for name in sorted(known, key=lambda name: -len(name)):
        for match in re.finditer(re.escape(name), text):
            if _begins(text, match.start()):
                yield Name(Place(*match.span()), _tight(name), is_store=True)
    for match in _STORE.finditer(text):
        if len(match[0]) > 1 and not _NO_STORE.search(match[0]) and not match[0][:-1].isdecimal():
            yield Name(Place(*match.span()), _tight(match[0]), is_store=True)


def persons(text: str) -> Iterator[Name]:
    """The people of a text that is `plain`: with a title behind their name, or named as who did something."""
    for pattern in (_PERSON, _CHARGED):
        for match in pattern.finditer(text):
            name = match["name"]
            if not _NO_PERSON.search(name):
                yield Name(Place(*match.span("name")), _tight(name), is_store=False)


def core(name: str) -> str:
    """The name without what stands before it without a gap: 本日佐藤 is 佐藤."""
    for at in range(1, len(name)):
        if _BEFORE_NAME.search(name[:at]):
            return name[at:]
    return name


def _begins(text: str, at: int) -> bool:
    """Whether a name can begin there, and is no end of a longer one."""
    run = re.search(rf"[{_LETTERS}]*$", text[:at])
    return not run or not run[0] or bool(_BEFORE_NAME.search(run[0]))


def _tight(name: str) -> str:
    return re.sub(r"\s", "", name)
