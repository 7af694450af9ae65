"""A person's language, and a version that counts every change of who they are and what they may.

A login, a new password and a chosen language are no change in this sense. `password_is_temporary`: somebody
else has set it, and its person is to choose their own.
"""

from django.db import migrations, models

from web.columns import written_at

COLUMNS = ("user_id", "store_id", "user_type", "last_name", "first_name", "email", "is_active")
OLD, NEW = (", ".join(f"{row}.{column}" for column in COLUMNS) for row in ("OLD", "NEW"))

TRIGGER = f"""
CREATE TRIGGER count_version BEFORE UPDATE ON users FOR EACH ROW
WHEN (({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION count_version();
"""
REMOVAL = "DROP TRIGGER count_version ON users;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sessions_end_with_access"), ("stores", "0003_versions_kept")]

    operations = [
        migrations.AddField("user", "language", models.CharField(blank=True, db_default="", max_length=8)),
        migrations.AddField(
            "user", "password_is_temporary", models.BooleanField(db_default=False, editable=False)
        ),
        migrations.AddField("user", "version", models.IntegerField(db_default=1, editable=False)),
        migrations.AddField("user", "updated_at", written_at()),
        migrations.RunSQL(TRIGGER, REMOVAL),
    ]
