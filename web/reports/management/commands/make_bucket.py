"""`python -m web make_bucket`: the bucket of the settings, if it is not there. Twice is as once."""

from typing import Any

from botocore.exceptions import ClientError
from django.core.management.base import BaseCommand, CommandError

from shared.storage import s3

OURS = {"BucketAlreadyOwnedByYou"}
NOWHERE = "us-east-1"  # the region that S3 takes for none, and refuses when it is named


class Command(BaseCommand):
    help = "Make the bucket of the pictures, if it is not there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise `CommandError` where there is no bucket in the settings, or its name is somebody else's."""
        place = s3()
        if place is None:
            raise CommandError(
                "There is no bucket in the settings: set S3_ENDPOINT_URL and SUPABASE_STORAGE_..."
            )
        try:
            place.client.create_bucket(Bucket=place.bucket.name, **_there(place.bucket.region))
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code not in OURS:
                raise CommandError(f"The bucket {place.bucket.name} cannot be made: {code}") from None


def _there(region: str) -> dict[str, Any]:
    return {} if region == NOWHERE else {"CreateBucketConfiguration": {"LocationConstraint": region}}
