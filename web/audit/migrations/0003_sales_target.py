"""A month's sales target is told like the goal's other columns."""

from importlib import import_module

from django.db import migrations

earlier = import_module("web.audit.migrations.0002_triggers")
SUBJECT, KEY, WRITER, COLUMNS = earlier.TABLES["monthly_goals"]
WITHOUT = earlier.triggers("monthly_goals", SUBJECT, KEY, WRITER, COLUMNS)
WITH = earlier.triggers("monthly_goals", SUBJECT, KEY, WRITER, f"{COLUMNS},sales_target")
REMOVAL = earlier.removal("monthly_goals")


class Migration(migrations.Migration):
    """The triggers on `monthly_goals`, made anew."""

    dependencies = [("audit", "0002_triggers"), ("stores", "0006_groups_and_targets")]
    operations = [migrations.RunSQL(REMOVAL + WITH, REMOVAL + WITHOUT)]
