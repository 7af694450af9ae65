"""Settings that stand at the database itself: a pooler in transaction mode keeps none of a session."""

from django.db import migrations


def database_setting(name: str, value: str) -> migrations.RunSQL:
    """The step of a migration that sets one for whoever connects from now on, and takes it back.

    Where the role may not alter its database the setting stays as it is, with a notice.
    """
    return migrations.RunSQL(_altered(name, f"SET {name} = ''{value}''"), _altered(name, f"RESET {name}"))


def _altered(name: str, clause: str) -> str:
    return f"""
    DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I {clause}', current_database());
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE '{name} stays as it is';
    END $$
    """
