"""What a device is told: a title of ours, a path of ours, a number. Nothing that somebody wrote, no name."""

import gettext
import json
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Final

from shared.push.outbox import Letter
from shared.push.words import PushKind, PushTitle
from shared.settings import ROOT

URGENT: Final = {PushKind.INCIDENT, PushKind.MENTION, PushKind.MISSING}
TOPIC_LENGTH: Final = 32  # RFC 8030, 5.4


def payload(letter: Letter, language: str, unread: int) -> bytes:
    """The JSON that the service worker is given: `js/push-worker.js` reads `title url tag lang unread`."""
    spoken = language or "ja"
    told = {
        "title": _texts(spoken).gettext(PushTitle.of(letter.about).label),
        "url": letter.address,
        "tag": letter.tag,
        "kind": letter.kind,
        "unread": unread,
        "lang": spoken,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def urgency(letter: Letter) -> str:
    """`Urgency` of RFC 8030: whether a sleeping phone is woken."""
    return "high" if letter.kind in URGENT else "normal"


def topic(letter: Letter) -> str:
    """`Topic` of RFC 8030: of messages with one tag a push service keeps the newest for who is not there."""
    return urlsafe_b64encode(sha256(letter.tag.encode()).digest()).decode()[:TOPIC_LENGTH]


@cache
def _texts(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", ROOT / "locale", [language], fallback=True)
