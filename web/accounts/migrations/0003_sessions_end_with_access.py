"""A changed password or a retired person ends every session of theirs, whoever writes the row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sessions WHERE user_id = NEW.user_id;
    RETURN NULL;
END $$;

CREATE TRIGGER end_sessions AFTER UPDATE OF password, is_active ON users FOR EACH ROW
WHEN (NEW.password IS DISTINCT FROM OLD.password OR NOT NEW.is_active)
EXECUTE FUNCTION end_sessions();
"""

BACKWARD = """
DROP TRIGGER end_sessions ON users;
DROP FUNCTION end_sessions();
"""


class Migration(migrations.Migration):
    """The trigger on `users`."""

    dependencies = [("accounts", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
