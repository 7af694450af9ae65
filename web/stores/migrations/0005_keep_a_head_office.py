"""One open head office stays, whoever writes: 本部 belongs to it. As `keep_an_admin` does with its people."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION keep_a_head_office() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.kind <> 'hq' OR (TG_OP = 'UPDATE' AND NEW.kind = 'hq' AND NEW.closed_on IS NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(3001);
    IF NOT EXISTS (SELECT FROM stores WHERE kind = 'hq' AND closed_on IS NULL) THEN
        RAISE EXCEPTION 'the only head office can neither be closed nor become a store'
            USING ERRCODE = 'check_violation', TABLE = 'stores', CONSTRAINT = 'stores_keep_a_head_office';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER keep_a_head_office AFTER UPDATE OF kind, closed_on OR DELETE ON stores
DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN (OLD.closed_on IS NULL)
EXECUTE FUNCTION keep_a_head_office();
"""

BACKWARD = """
DROP TRIGGER keep_a_head_office ON stores;
DROP FUNCTION keep_a_head_office();
"""


class Migration(migrations.Migration):
    """The trigger on `stores`."""

    dependencies = [("stores", "0004_store_version")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
