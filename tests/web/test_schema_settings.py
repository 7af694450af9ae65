"""The database plans statements and does not compile them: an overview of a year would take five times."""

import pytest
from django.db import connection

SETTINGS = """SELECT unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
              WHERE d.datname = current_database()"""


@pytest.mark.django_db
def test_the_migrated_database_compiles_no_statement():
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        assert ("jit=off",) in cursor.fetchall()
