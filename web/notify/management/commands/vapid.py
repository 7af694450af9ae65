"""`python -m web vapid you@example.jp`: a new pair of keys for push messages, as lines of the environment."""

from argparse import ArgumentParser
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management.base import BaseCommand, CommandError

from shared.settings import SUBJECT

PLACEHOLDER = "your-address@example.jp"  # the settings refuse it


class Command(BaseCommand):
    help = "Make the keys for push messages and print the lines of the environment; nothing is written."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom push services may write to."""
        parser.add_argument(
            "subject", nargs="?", default=PLACEHOLDER, help="an address of yours (or an https:// page)"
        )

    def handle(self, *, subject: str, **options: Any) -> None:
        """Print them."""
        subject = subject if subject.startswith(("mailto:", "https://")) else f"mailto:{subject}"
        if not SUBJECT.fullmatch(subject):
            raise CommandError(f"{subject} is no address: say python -m web vapid you@example.jp")
        private, public = new_pair()
        self.stdout.write(f"VAPID_PUBLIC_KEY={public}")
        self.stdout.write(f"VAPID_PRIVATE_KEY={private}")
        self.stdout.write(f"VAPID_SUBJECT={subject}")


def new_pair() -> tuple[str, str]:
    """A private and its public key on P-256, in base64url as RFC 8292 and browsers want them."""
    made = ec.generate_private_key(ec.SECP256R1())
    number = made.private_numbers().private_value.to_bytes(32, "big")
    point = made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _text(number), _text(point)


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
