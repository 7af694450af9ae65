"""Where the bytes of pictures are kept, and the signed addresses under which one person may see them.

A picture is written once under a name that we made, and never changed: in a folder of this machine, or in a
bucket of an S3-compatible service when the settings name one.
"""

from functools import cache

from shared.settings import settings
from shared.storage.addresses import Claim, InvalidAddress, address, claim_token, read_claim, read_token
from shared.storage.base import (
    KEPT_BY_BROWSERS,
    SIGNED_SECONDS,
    WAY_KEPT_BY_BROWSERS,
    NotFound,
    Storage,
    StorageError,
    StorageFull,
    Stored,
    new_name,
)
from shared.storage.folder import Folder
from shared.storage.s3 import S3, Bucket

__all__ = [
    "KEPT_BY_BROWSERS",
    "S3",
    "SIGNED_SECONDS",
    "WAY_KEPT_BY_BROWSERS",
    "Bucket",
    "Claim",
    "Folder",
    "InvalidAddress",
    "NotFound",
    "Storage",
    "StorageError",
    "StorageFull",
    "Stored",
    "address",
    "bucket",
    "claim_token",
    "folder",
    "new_name",
    "places",
    "read_claim",
    "read_token",
    "s3",
    "storage",
]


@cache
def storage() -> Storage:
    """Where this installation keeps new pictures: the bucket if there is one and nothing else is said."""
    return folder() if settings().pictures_in == "folder" else s3() or folder()


@cache
def s3() -> S3 | None:
    """The bucket of the settings, None without one. New pictures may still go to the folder."""
    place = bucket()
    return S3(place) if place else None


@cache
def folder() -> Folder:
    """The folder `pictures` among C3's data, which need not be there."""
    return Folder(settings().data_dir / "pictures")


def bucket() -> Bucket | None:
    """Where the settings say that the bucket is; None: nowhere."""
    told = settings()
    if not told.s3_endpoint:
        return None
    return Bucket(
        told.s3_endpoint,
        told.supabase_storage_region,
        told.supabase_storage_bucket,
        told.supabase_storage_access_key,
        told.supabase_storage_secret_key.get_secret_value(),
        told.s3_public_url,
    )


def places() -> list[Storage]:
    """Every storage that may hold pictures: the one of new pictures first, then the other if there is one."""
    main, bucket = storage(), s3()
    others: list[Storage | None] = [folder() if folder().root.is_dir() else None, bucket]
    return [main, *(other for other in others if other is not None and other is not main)]
