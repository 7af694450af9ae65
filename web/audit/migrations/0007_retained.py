from django.db import migrations

# Events still cannot be changed or deleted by accident: who may, says so in its transaction.
RETAINED = """
CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' AND current_setting('c3.audit', true) = 'retained' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$
"""
KEPT_FOR_GOOD = """
CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$
"""


class Migration(migrations.Migration):
    """The audit log has an end: what is older than KEEP_AUDIT_DAYS goes."""

    dependencies = [("audit", "0006_documents")]
    operations = [migrations.RunSQL(RETAINED, KEPT_FOR_GOOD)]
