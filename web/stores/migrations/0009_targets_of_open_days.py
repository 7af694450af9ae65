"""A month's sales target falls on the days on which the store sells, also when these change.

A day weighs what its weekday sold on average in the eight weeks before the month: nothing, if it is the weekly
closing day, filed with 0. A weekday without figures weighs the average of those that sold something; where no
open day weighs anything, all of them weigh the same. Amounts are whole 円: each is the difference of two rounded
running sums, so that they sum to the month's target exactly.

A store that opens or closes on another day gets the targets anew of the months in which days have come or gone.
What it sold before its opening while a target was asked for keeps one, since it has opened again: a month before
as it was, the days of the month itself by their weight.
"""

from importlib import import_module

from django.db import migrations

earlier = import_module("web.stores.migrations.0007_daily_targets")

FORWARD = """
CREATE FUNCTION spread_month(which bigint, begins date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ends date := (begins + interval '1 month')::date - 1;
    opened date;
    closed date;
    sold_before date[];
BEGIN
    -- Whoever changes the days on which the store is open comes before or after, not in between.
    SELECT coalesce(s.opened_on, '-infinity'), coalesce(s.closed_on, 'infinity') INTO opened, closed
    FROM stores s WHERE s.store_id = which FOR SHARE;
    sold_before := ARRAY(
        SELECT t.date FROM daily_targets t JOIN store_daily_performances p USING (store_id, date)
        WHERE t.store_id = which AND t.date >= begins AND t.date < least(opened, ends + 1));
    DELETE FROM daily_targets WHERE store_id = which AND date BETWEEN begins AND ends;
    INSERT INTO daily_targets (store_id, date, amount)
    WITH sold AS (
        SELECT extract(isodow FROM p.date) AS weekday, avg(p.sales_amount) AS average
        FROM store_daily_performances p
        WHERE p.store_id = which AND p.date >= begins - 56 AND p.date < begins
        GROUP BY 1
    ),
    weighed AS (
        SELECT day::date AS date,
               coalesce(w.average, (SELECT avg(average) FROM sold WHERE average > 0), 1) AS weight
        FROM generate_series(begins, least(ends, closed), interval '1 day') AS day
        LEFT JOIN sold w ON w.weekday = extract(isodow FROM day)
        WHERE day::date >= opened OR day::date = ANY (sold_before)
    ),
    weights AS (
        SELECT date, CASE WHEN sum(weight) OVER () > 0 THEN weight ELSE 1 END AS weight FROM weighed
    ),
    summed AS (
        SELECT date, weight, sum(weight) OVER (ORDER BY date) AS so_far, sum(weight) OVER () AS whole
        FROM weights
    )
    SELECT which, s.date,
           round(g.sales_target * s.so_far / s.whole)
           - round(g.sales_target * (s.so_far - s.weight) / s.whole)
    FROM summed s
    JOIN monthly_goals g ON g.store_id = which AND g.sales_target IS NOT NULL
        AND g.year = extract(year FROM begins) AND g.month = extract(month FROM begins);
END $$;

CREATE OR REPLACE FUNCTION spread_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM spread_month(OLD.store_id, make_date(OLD.year, OLD.month, 1));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM spread_month(NEW.store_id, make_date(NEW.year, NEW.month, 1));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION spread_open_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened date := coalesce(NEW.opened_on, '-infinity');
    closed date := coalesce(NEW.closed_on, 'infinity');
    opened_before date := coalesce(OLD.opened_on, '-infinity');
    closed_before date := coalesce(OLD.closed_on, 'infinity');
BEGIN
    PERFORM spread_month(NEW.store_id, m.begins)
    FROM (
        SELECT make_date(g.year, g.month, 1) AS begins,
               (make_date(g.year, g.month, 1) + interval '1 month')::date - 1 AS ends
        FROM monthly_goals g WHERE g.store_id = NEW.store_id AND g.sales_target IS NOT NULL
    ) m
    WHERE daterange(m.begins, m.ends, '[]') && ANY (ARRAY[
              daterange(least(opened, opened_before), greatest(opened, opened_before), '[)'),
              daterange(least(closed, closed_before), greatest(closed, closed_before), '(]')])
      AND (m.ends >= opened
           OR NOT EXISTS (SELECT FROM store_daily_performances p
                          WHERE p.store_id = NEW.store_id AND p.date BETWEEN m.begins AND m.ends));
    RETURN NULL;
END $$;
CREATE TRIGGER spread_open_days AFTER UPDATE OF opened_on, closed_on ON stores FOR EACH ROW
WHEN ((OLD.opened_on, OLD.closed_on) IS DISTINCT FROM (NEW.opened_on, NEW.closed_on))
EXECUTE FUNCTION spread_open_days();
"""
BACKWARD = f"""
DROP TRIGGER spread_open_days ON stores;
DROP FUNCTION spread_open_days();
{earlier.FORWARD.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
DROP FUNCTION spread_month(bigint, date);
"""


class Migration(migrations.Migration):
    """What the triggers on `monthly_goals` do, and a trigger on `stores`."""

    dependencies = [("stores", "0008_target_is_a_version")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
