"""What the migrated database says of itself, for whoever connects."""

import pytest
from django.db import connection

SETTINGS = """SELECT unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
              WHERE d.datname = current_database()"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "setting",
    [
        "jit=off",  # an overview of a year would take five times as long
        "statement_timeout=8s",
    ],
)
def test_the_migrated_database_has_these_settings(setting):
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        assert (setting,) in cursor.fetchall()
