"""A version that counts every change of a store, so that two who change it at once are told."""

from django.db import migrations, models

from web.columns import written_at

TRIGGER = """
CREATE TRIGGER count_version BEFORE UPDATE ON stores FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_version();
"""
REMOVAL = "DROP TRIGGER count_version ON stores;"


class Migration(migrations.Migration):
    dependencies = [("stores", "0003_versions_kept")]

    operations = [
        migrations.AddField("store", "version", models.IntegerField(db_default=1, editable=False)),
        migrations.AddField("store", "updated_at", written_at()),
        migrations.RunSQL(TRIGGER, REMOVAL),
    ]
