from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION count_report_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{unless}
    NEW.version := OLD.version + 1;
    NEW.updated_at := statement_timestamp();
    RETURN NEW;
END $$
"""
# Who forgets a person changes who wrote a report, and not what it says: that is no version of it.
UNLESS_FORGOTTEN = """
    IF current_setting('c3.writer', true) = 'forgotten' THEN
        RETURN NEW;
    END IF;"""


class Migration(migrations.Migration):
    """A report whose writer is forgotten was not edited."""

    dependencies = [("reports", "0006_when_it_was_written")]
    operations = [migrations.RunSQL(BODY.replace("{unless}", UNLESS_FORGOTTEN), BODY.replace("{unless}", ""))]
