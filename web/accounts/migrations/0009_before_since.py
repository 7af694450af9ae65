"""Since when a person worked in the store before: of what it was told before that, they owe nothing either. Who comes
back is there since when they first came."""

from importlib import import_module

from django.db import migrations, models

first = import_module("web.accounts.migrations.0008_in_store_since")
BEFORE = first.MOVED.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
MOVED = """
CREATE OR REPLACE FUNCTION came_to_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.store_id = OLD.store_before THEN
        NEW.in_store_since := OLD.before_since;
        NEW.store_before := NULL;
        NEW.before_since := NULL;
    ELSE
        NEW.in_store_since := statement_timestamp();
        NEW.store_before := OLD.store_id;
        NEW.before_since := OLD.in_store_since;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_in_store_since")]
    operations = [
        migrations.AddField("user", "before_since", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(MOVED, BEFORE),
    ]
