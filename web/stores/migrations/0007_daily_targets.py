"""A month's sales target, spread over the store's open days when it is set.

A day weighs what its weekday sold on average in the eight weeks before the month; a weekday without figures
weighs the average of those that have some, and without any all days weigh the same. Amounts are whole 円:
each is the difference of two rounded running sums, so that they sum to the month's target exactly.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION spread_target() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    month date;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        month := make_date(OLD.year, OLD.month, 1);
        DELETE FROM daily_targets
        WHERE store_id = OLD.store_id AND date >= month AND date < month + interval '1 month';
    END IF;
    IF TG_OP = 'DELETE' OR NEW.sales_target IS NULL THEN
        RETURN NULL;
    END IF;
    month := make_date(NEW.year, NEW.month, 1);
    INSERT INTO daily_targets (store_id, date, amount)
    WITH sold AS (
        SELECT extract(isodow FROM p.date) AS weekday, avg(p.sales_amount) AS average
        FROM store_daily_performances p
        WHERE p.store_id = NEW.store_id AND p.date >= month - 56 AND p.date < month
        GROUP BY 1
        HAVING avg(p.sales_amount) > 0
    ),
    weighed AS (
        SELECT day::date AS date, coalesce(w.average, (SELECT avg(average) FROM sold), 1) AS weight
        FROM generate_series(month, (month + interval '1 month')::date - 1, interval '1 day') AS day
        JOIN stores s ON s.store_id = NEW.store_id
            AND coalesce(s.opened_on <= day::date, true) AND coalesce(s.closed_on >= day::date, true)
        LEFT JOIN sold w ON w.weekday = extract(isodow FROM day)
    ),
    summed AS (
        SELECT date, weight, sum(weight) OVER (ORDER BY date) AS so_far, sum(weight) OVER () AS whole
        FROM weighed
    )
    SELECT NEW.store_id, date,
           round(NEW.sales_target * so_far / whole) - round(NEW.sales_target * (so_far - weight) / whole)
    FROM summed;
    RETURN NULL;
END $$;
CREATE TRIGGER spread_target AFTER INSERT OR DELETE ON monthly_goals
FOR EACH ROW EXECUTE FUNCTION spread_target();
CREATE TRIGGER spread_changed_target AFTER UPDATE ON monthly_goals FOR EACH ROW
WHEN ((OLD.store_id, OLD.year, OLD.month, OLD.sales_target)
      IS DISTINCT FROM (NEW.store_id, NEW.year, NEW.month, NEW.sales_target))
EXECUTE FUNCTION spread_target();
"""
BACKWARD = """
DROP TRIGGER spread_changed_target ON monthly_goals;
DROP TRIGGER spread_target ON monthly_goals;
DROP FUNCTION spread_target();
"""


class Migration(migrations.Migration):
    """The triggers on `monthly_goals`."""

    dependencies = [("stores", "0006_groups_and_targets")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
