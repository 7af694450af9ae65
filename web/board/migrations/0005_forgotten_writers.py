from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION count_bbs_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{unless}
    NEW.version := OLD.version + 1;
    NEW.updated_at := statement_timestamp();
    RETURN NEW;
END $$
"""
# Who forgets a person changes who wrote on the board, and who is mentioned: that is no version of it.
UNLESS_FORGOTTEN = """
    IF current_setting('c3.writer', true) = 'forgotten' THEN
        RETURN NEW;
    END IF;"""


class Migration(migrations.Migration):
    """A post or comment whose writer is forgotten was not edited."""

    dependencies = [("board", "0004_tallies")]
    operations = [migrations.RunSQL(BODY.replace("{unless}", UNLESS_FORGOTTEN), BODY.replace("{unless}", ""))]
