"""Signed words of ours: the address under which one person may see a picture, the claim to an upload."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from json import JSONEncoder
from typing import Any
from uuid import UUID

from itsdangerous import BadData, Signer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

from shared.settings import settings

HOUR = 3600
CLAIM_SECONDS = 1800
COMPACT = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
PICTURES, UPLOADS = "c3.pictures", "c3.uploads"


class InvalidAddress(Exception):
    """The address or claim is forged, expired, or was made for another person."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One upload of one person for one form. `id` is the picture that it becomes."""

    user_id: str
    form_id: UUID
    id: UUID


def address(name: str, viewer_user_id: str, now: datetime) -> str:
    """The path at which this person may see the picture for one to two hours from `now` (aware).

    It stays the same within a clock hour, so that browsers can keep what they have fetched.
    """
    expires = (int(now.timestamp()) // HOUR + 2) * HOUR
    payload = base64_encode(COMPACT.encode([name, viewer_user_id, expires]))
    return f"/pictures/{_signer(settings().signing_key).sign(payload).decode()}/"


def read_token(token: str, viewer_user_id: str, now: datetime) -> str:
    """The name of the picture that an address of ours stands for.

    Raises:
        InvalidAddress: forged, expired at `now` (aware), or made for another person.
    """
    name, owner, expires = _loaded(token, PICTURES)
    if owner != viewer_user_id or now.timestamp() >= expires:
        raise InvalidAddress(token)
    return str(name)


def claim_token(claim: Claim, now: datetime) -> str:
    """The words with which the person says, within half an hour from `now` (aware), that it has arrived."""
    expires = int(now.timestamp()) + CLAIM_SECONDS
    told = [claim.user_id, claim.form_id.hex, claim.id.hex, expires]
    return str(_reader(settings().signing_key, UPLOADS).dumps(told))


def read_claim(token: str, viewer_user_id: str, now: datetime) -> Claim:
    """The upload that the person may claim.

    Raises:
        InvalidAddress: forged, expired at `now` (aware), or another person's.
    """
    owner, form, key, expires = _loaded(token, UPLOADS)
    if owner != viewer_user_id or now.timestamp() >= expires:
        raise InvalidAddress(token)
    return Claim(owner, UUID(form), UUID(key))


def _loaded(token: str, purpose: str) -> list[Any]:
    try:
        return list(_reader(settings().signing_key, purpose).loads(token))
    except BadData as error:
        raise InvalidAddress(token) from error


@cache
def _signer(key: str) -> Signer:
    """What `_reader` reads, without its attempt to compress: a page of reports has dozens of addresses."""
    return _reader(key, PICTURES).make_signer()


@cache
def _reader(key: str, purpose: str) -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(key, salt=purpose, signer_kwargs=how)
