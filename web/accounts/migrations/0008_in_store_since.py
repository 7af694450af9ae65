"""Since when a person works in their store, and where they worked before: a 必読 that went to the people of a store
is not asked of who came later from another. Who comes back was never away."""

from django.db import migrations, models

MOVED = """
CREATE FUNCTION came_to_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.store_id = OLD.store_before THEN
        NEW.in_store_since := NULL;
        NEW.store_before := NULL;
    ELSE
        NEW.in_store_since := statement_timestamp();
        NEW.store_before := OLD.store_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER came_to_store BEFORE UPDATE OF store_id ON users FOR EACH ROW
WHEN (OLD.store_id IS DISTINCT FROM NEW.store_id) EXECUTE FUNCTION came_to_store();
"""
STAYED = """
DROP TRIGGER came_to_store ON users;
DROP FUNCTION came_to_store();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_statement_timeout")]
    operations = [
        migrations.AddField("user", "in_store_since", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("user", "store_before", models.IntegerField(editable=False, null=True)),
        migrations.RunSQL(MOVED, STAYED),
    ]
