"""What the attacks on the login share."""

from collections.abc import Callable

import pytest

from tests.cast import PASSWORD


@pytest.fixture
def quick_password(db, settings) -> Callable[[str], None]:
    """Sets somebody's usual password again, hashed quickly: how strongly is not what is asked here."""
    from web.accounts.models import User  # noqa: PLC0415  pytest loads this before the settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def set_again(user_id: str) -> None:
        user = User.objects.get(user_id=user_id)
        user.set_password(PASSWORD)
        user.save()

    return set_again
