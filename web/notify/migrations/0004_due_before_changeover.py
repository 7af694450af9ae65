from importlib import import_module

from django.db import migrations

told = import_module("web.notify.migrations.0002_told_by_triggers")
BEFORE = told.MUST_READS[: told.MUST_READS.index("END $$;")] + "END $$;"
BEFORE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
TODAY = "(statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date"


class Migration(migrations.Migration):
    """A 必読 that is due today is told to phones, too, when it is announced between midnight and the changeover.

    The trigger knows no business date, so it lets yesterday pass: `stream.push` asks again before it sends.
    """

    dependencies = [("notify", "0003_reminded_again")]
    operations = [migrations.RunSQL(BEFORE.replace(TODAY, f"{TODAY} - 1"), BEFORE)]
