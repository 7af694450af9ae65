"""Whoever changes people, stores, goals or figures leaves an event, and no event is ever changed.

One event for each row, with the columns that differ. The person is told by the transaction-local setting
`c3.user_id`; without it, by the row itself where this very statement wrote its person there; else nobody is
known. `c3.audit` = 'summed' silences the triggers for a transaction that writes one event of its own.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
-- The trigger's arguments: the subject, the columns that its id is made of, the column that names who wrote
-- the row ('' for none), the columns that are told.
DECLARE
    was jsonb := coalesce(to_jsonb(OLD), '{}');
    became jsonb := coalesce(to_jsonb(NEW), '{}');
    present jsonb := CASE TG_OP WHEN 'DELETE' THEN was ELSE became END;
    writer text := became ->> TG_ARGV[2];
    happened text := CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END;
    told jsonb;
BEGIN
    SELECT jsonb_object_agg(
               name,
               CASE name WHEN 'password' THEN '[null, null]'
                         ELSE jsonb_build_array(was -> name, became -> name) END)
    INTO told
    FROM unnest(TG_ARGV[3]::text[]) AS name
    WHERE coalesce(was -> name, 'null') <> coalesce(became -> name, 'null')
      AND (TG_OP = 'UPDATE' OR present ->> name <> '');
    IF TG_OP = 'UPDATE' AND told ? 'is_active' THEN
        happened := CASE WHEN (became ->> 'is_active')::boolean THEN 'restored' ELSE 'retired' END;
    ELSIF TG_OP = 'UPDATE' AND told - 'password' = '{}' THEN
        happened := 'password';
    END IF;
    INSERT INTO audit_events (actor, action, subject, subject_id, store_id, detail)
    VALUES (
        coalesce(nullif(current_setting('c3.user_id', true), ''),
                 CASE WHEN writer IS DISTINCT FROM was ->> TG_ARGV[2] THEN writer END),
        happened, TG_ARGV[0],
        (SELECT string_agg(present ->> name, '-' ORDER BY place)
         FROM unnest(TG_ARGV[1]::text[]) WITH ORDINALITY AS of_id (name, place)),
        (present ->> 'store_id')::int, coalesce(told, '{}'));
    RETURN NULL;
END $$;

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_stays;
"""
NO_FUNCTIONS = """
DROP TRIGGER audit_stays ON audit_events;
DROP FUNCTION audit_stays();
DROP FUNCTION audit_change();
"""

# table: the subject, what its id is made of, who wrote the row, the columns whose change is an event
TABLES = {
    "users": (
        "person",
        "user_id",
        "",
        "user_id,store_id,user_type,last_name,first_name,email,is_active,password",
    ),
    "area_managers": ("area_manager", "user_id", "", "user_id,area_id"),
    "stores": (
        "store",
        "store_id",
        "",
        "store_id,name,prefecture,address,kind,area_id,opened_on,closed_on,changeover_hour",
    ),
    "areas": ("area", "id", "", "name"),
    "monthly_goals": (
        "goal",
        "year,month",
        "updated_by",
        "store_id,year,month,goal_text,achievement_rate,achievement_text",
    ),
    "store_daily_performances": (
        "figures",
        "date",
        "registered_by",
        "store_id,date,sales_amount,customer_count,cash_difference",
    ),
}
IS_ROW_BY_ROW = "current_setting('c3.audit', true) IS DISTINCT FROM 'summed'"


def triggers(table: str, subject: str, key: str, writer: str, columns: str) -> str:
    """The three triggers of a table; an update that changes none of the columns does not even start one."""
    old, new = (", ".join(f"{row}.{column}" for column in columns.split(",")) for row in ("OLD", "NEW"))
    # a new person's id stands on the event itself, and a new password is nobody's change
    known = [name for name in columns.split(",") if name not in {*key.split(","), "password"}]
    call, told = f"audit_change('{subject}', '{{{key}}}', '{writer}', ", ",".join(known)
    return f"""
CREATE TRIGGER audit_added AFTER INSERT ON {table} FOR EACH ROW
WHEN ({IS_ROW_BY_ROW}) EXECUTE FUNCTION {call}'{{{told}}}');
CREATE TRIGGER audit_changed AFTER UPDATE ON {table} FOR EACH ROW
WHEN (({old}) IS DISTINCT FROM ({new}) AND {IS_ROW_BY_ROW}) EXECUTE FUNCTION {call}'{{{columns}}}');
CREATE TRIGGER audit_removed AFTER DELETE ON {table} FOR EACH ROW
WHEN ({IS_ROW_BY_ROW}) EXECUTE FUNCTION {call}'{{{told}}}');
"""


def removal(table: str) -> str:
    """What `triggers` made, dropped."""
    return "".join(
        f"DROP TRIGGER audit_{happened} ON {table};" for happened in ("added", "changed", "removed")
    )


class Migration(migrations.Migration):
    """Triggers on six tables, and those that guard the events."""

    dependencies = [
        ("audit", "0001_initial"),
        ("accounts", "0004_language_and_version"),
        ("stores", "0004_store_version"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *[migrations.RunSQL(triggers(table, *told), removal(table)) for table, told in TABLES.items()],
    ]
