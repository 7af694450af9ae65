"""The last active 本部 user stays one, whoever writes: nobody else could let anybody in again.

The lock is that of `shared.access.settling`: two who retire each other at once come one after the other, and
the second one sees what the first one did. Deferrable, so that psql may exchange two people's roles.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION keep_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.user_type <> 'admin' OR (TG_OP = 'UPDATE' AND NEW.user_type = 'admin' AND NEW.is_active) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(3001);
    IF NOT EXISTS (SELECT FROM users WHERE user_type = 'admin' AND is_active) THEN
        RAISE EXCEPTION 'the last active 本部 user can neither be retired nor be given another role'
            USING ERRCODE = 'check_violation', TABLE = 'users', CONSTRAINT = 'users_keep_an_admin';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER keep_an_admin AFTER UPDATE OF user_type, is_active OR DELETE ON users
DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN (OLD.is_active)
EXECUTE FUNCTION keep_an_admin();
"""

BACKWARD = """
DROP TRIGGER keep_an_admin ON users;
DROP FUNCTION keep_an_admin();
"""


class Migration(migrations.Migration):
    """The trigger on `users`."""

    dependencies = [("accounts", "0004_language_and_version")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
