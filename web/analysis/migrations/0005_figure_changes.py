"""What has changed in figures, counted by month, whoever writes it: so that a kept answer is known to be old.

Each statement that changes a figure adds a row; nobody waits for another's. The sum of `changes` over some
months grows with every commit that touches them: as it was when an answer was read, the answer is still right.
A row without a month is a change of all months. One statement in a hundred puts old rows together, which
changes no sum.
"""

from django.db import migrations, models

DATED = ("store_daily_performances", "daily_targets", "report_day_counts")
UNDATED = ("stores", "store_group_members")
FORWARD = """
CREATE FUNCTION gather_figure_changes() RETURNS void LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM figure_changes WHERE id IN (
            SELECT id FROM figure_changes ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)
        RETURNING month, changes)
    INSERT INTO figure_changes (month, changes) SELECT month, sum(changes) FROM gone GROUP BY month;
$$;
CREATE FUNCTION count_figure_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO figure_changes (month)
        SELECT DISTINCT date_trunc('month', date)::date
        FROM (SELECT date FROM removed UNION ALL SELECT date FROM written) AS r;
    ELSE
        INSERT INTO figure_changes (month) SELECT DISTINCT date_trunc('month', date)::date FROM written;
    END IF;
    IF random() < 0.01 THEN
        PERFORM gather_figure_changes();
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION count_change_of_all_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes DEFAULT VALUES;
    RETURN NULL;
END $$;
"""
OF_MONTHS = """
CREATE TRIGGER changes_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION count_figure_changes();
CREATE TRIGGER changes_removed AFTER DELETE ON {table} REFERENCING OLD TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION count_figure_changes();
CREATE TRIGGER changes_moved AFTER UPDATE ON {table} REFERENCING OLD TABLE AS removed NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION count_figure_changes();
CREATE TRIGGER changes_none AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION count_change_of_all_figures();
"""
OF_ALL = """
CREATE TRIGGER changes_any AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION count_change_of_all_figures();
"""
TRIGGERS = "".join(OF_MONTHS.format(table=table) for table in DATED) + "".join(
    OF_ALL.format(table=table) for table in UNDATED
)
NAMES = [
    *((table, f"changes_{name}") for table in DATED for name in ("added", "removed", "moved", "none")),
    *((table, "changes_any") for table in UNDATED),
]
BACKWARD = "".join(f"DROP TRIGGER {name} ON {table};\n" for table, name in NAMES) + (
    "DROP FUNCTION count_change_of_all_figures();\nDROP FUNCTION count_figure_changes();\nDROP FUNCTION gather_figure_changes();\n"
)


class Migration(migrations.Migration):
    """The table and its triggers. It begins empty: nobody has kept an answer yet."""

    dependencies = [("analysis", "0004_monthly_performances"), ("stores", "0007_daily_targets")]
    operations = [
        migrations.CreateModel(
            name="FigureChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField(null=True)),
                ("changes", models.BigIntegerField(db_default=1)),
            ],
            options={
                "db_table": "figure_changes",
                "indexes": [models.Index(fields=["month"], name="figure_changes_by_month")],
            },
        ),
        migrations.RunSQL(FORWARD + TRIGGERS, BACKWARD),
    ]
