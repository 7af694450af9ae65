from django.db import migrations

AGAIN = """
CREATE FUNCTION push_reminders_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_messages (kind, user_id, key, address, source_id)
    SELECT 'must_read', n.user_id, 'reminder-' || n.post_id || '-' || n.times || '-' || n.user_id,
           '/bbs/detail/' || n.post_id || '/', n.post_id
    FROM new_rows n JOIN old_rows o USING (post_id, user_id)
    WHERE n.reminded_at > o.reminded_at
      AND EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = n.user_id)
    ORDER BY n.post_id, n.user_id
    ON CONFLICT (key) DO NOTHING;
    RETURN NULL;
END $$;
DROP TRIGGER push_again ON bbs_reminders;
CREATE TRIGGER push_again AFTER UPDATE ON bbs_reminders
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION push_reminders_again();
"""

BACK = """
DROP TRIGGER push_again ON bbs_reminders;
CREATE TRIGGER push_again AFTER UPDATE ON bbs_reminders
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_reminders();
DROP FUNCTION push_reminders_again;
"""


class Migration(migrations.Migration):
    """Who is reminded anew is told, and nobody when the one who reminded them is forgotten."""

    dependencies = [("notify", "0002_told_by_triggers")]
    operations = [migrations.RunSQL(AGAIN, BACK)]
