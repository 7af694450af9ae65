"""A month's figures of a store, summed by triggers on its days and on their targets, whoever writes them.

What is written to a day is followed by a new sum of its month, read from the days after the month's row is
locked: of two at once the second sums what the first has written. Rows are locked by store and month, for two
writers not to wait for each other.
"""

import django.db.models.deletion
from django.db import migrations, models

SUMS = """
    WITH summed AS (
        SELECT k.store_id, k.month, p.*, t.*
        FROM ({keys}) AS k
        CROSS JOIN LATERAL (
            SELECT sum(d.sales_amount)::bigint AS sales_amount, sum(d.customer_count)::bigint AS customer_count,
                   sum(d.cash_difference)::bigint AS cash_difference,
                   count(*) FILTER (WHERE d.cash_difference <> 0) AS off_days, count(*) AS filed
            FROM store_daily_performances d
            WHERE d.store_id = k.store_id AND d.date >= k.month AND d.date < (k.month + interval '1 month')::date
        ) AS p
        CROSS JOIN LATERAL (
            SELECT sum(g.amount)::bigint AS target, sum(d.sales_amount)::bigint AS target_sales
            FROM daily_targets g LEFT JOIN store_daily_performances d USING (store_id, date)
            WHERE g.store_id = k.store_id AND g.date >= k.month AND g.date < (k.month + interval '1 month')::date
        ) AS t
    )
    UPDATE store_monthly_performances AS m
    SET (sales_amount, customer_count, cash_difference, off_days, filed, target, target_sales)
        = (s.sales_amount, s.customer_count, s.cash_difference, s.off_days, s.filed, s.target, s.target_sales)
    FROM summed s WHERE (m.store_id, m.month) = (s.store_id, s.month);
    DELETE FROM store_monthly_performances AS m USING ({keys}) AS k
    WHERE (m.store_id, m.month) = (k.store_id, k.month) AND m.filed = 0 AND m.target IS NULL;
"""
LOCKED = """
    INSERT INTO store_monthly_performances (store_id, month) SELECT store_id, month FROM ({keys}) AS k ORDER BY 1, 2
    ON CONFLICT (store_id, month) DO UPDATE SET month = EXCLUDED.month;
"""


def _months(rows: str) -> str:
    return f"SELECT DISTINCT store_id, date_trunc('month', date)::date AS month FROM {rows}"  # noqa: S608


def _function(name: str, rows: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{(LOCKED + SUMS).format(keys=_months(rows))}
    RETURN NULL;
END $$;
"""


def _triggers(table: str, columns: str) -> str:
    """`columns` are what a sum is made of: a change of others moves none."""
    added, removed = (f"SELECT {columns} FROM {rows}" for rows in ("added", "removed"))  # noqa: S608
    moved = f"(({added} EXCEPT {removed}) UNION ({removed} EXCEPT {added})) AS r"
    return (
        _function(f"sum_moved_{table}", moved)
        + f"""
CREATE TRIGGER sum_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION sum_written_months();
CREATE TRIGGER sum_removed AFTER DELETE ON {table} REFERENCING OLD TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION sum_written_months();
CREATE TRIGGER sum_moved AFTER UPDATE ON {table} REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION sum_moved_{table}();
CREATE TRIGGER sum_none AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION sum_all_months();
"""
    )


DAYS = {
    "store_daily_performances": "store_id, date, sales_amount, customer_count, cash_difference",
    "daily_targets": "store_id, date, amount",
}
ALL = "(SELECT store_id, month AS date FROM store_monthly_performances) AS r"
FORWARD = (
    _function("sum_written_months", "written")
    + _function("sum_all_months", ALL)
    + "".join(_triggers(table, columns) for table, columns in DAYS.items())
    + (LOCKED + SUMS).format(
        keys=_months(
            "(SELECT store_id, date FROM store_daily_performances"
            " UNION ALL SELECT store_id, date FROM daily_targets) AS r"
        )
    )
)
BACKWARD = "".join(
    f"DROP TRIGGER {trigger} ON {table};\n"
    for table in DAYS
    for trigger in ("sum_none", "sum_moved", "sum_removed", "sum_added")
) + "".join(
    f"DROP FUNCTION {name}();\n"
    for name in ("sum_all_months", "sum_written_months", *(f"sum_moved_{table}" for table in DAYS))
)


class Migration(migrations.Migration):
    """The table, its triggers, and the months that are there already."""

    dependencies = [("analysis", "0003_no_jit"), ("stores", "0007_daily_targets")]
    operations = [
        migrations.CreateModel(
            name="StoreMonthlyPerformance",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "store_id", "month", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="stores.store"
                    ),
                ),
                ("month", models.DateField()),
                ("sales_amount", models.BigIntegerField(null=True)),
                ("customer_count", models.BigIntegerField(null=True)),
                ("cash_difference", models.BigIntegerField(null=True)),
                ("off_days", models.SmallIntegerField(db_default=0)),
                ("filed", models.SmallIntegerField(db_default=0)),
                ("target", models.BigIntegerField(null=True)),
                ("target_sales", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "store_monthly_performances"},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
