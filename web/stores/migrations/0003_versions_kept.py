"""Whoever changes a day's figures or a month's goal counts its version up; figures that go leave their values.

A retired person who is deleted changes `registered_by` alone, which is no change of the figures.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE FUNCTION keep_performance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO performance_versions (store_id, date, version, sales_amount, customer_count, cash_difference,
                                      registered_by, registered_at, replaced_at)
    VALUES (OLD.store_id, OLD.date, OLD.version, OLD.sales_amount, OLD.customer_count, OLD.cash_difference,
            OLD.registered_by, OLD.updated_at, clock_timestamp());
    RETURN NULL;
END $$;

CREATE TRIGGER count_version BEFORE UPDATE ON store_daily_performances FOR EACH ROW
WHEN ((OLD.store_id, OLD.date, OLD.sales_amount, OLD.customer_count, OLD.cash_difference)
      IS DISTINCT FROM
      (NEW.store_id, NEW.date, NEW.sales_amount, NEW.customer_count, NEW.cash_difference))
EXECUTE FUNCTION count_version();

CREATE TRIGGER keep_changed AFTER UPDATE ON store_daily_performances FOR EACH ROW
WHEN ((OLD.store_id, OLD.date, OLD.sales_amount, OLD.customer_count, OLD.cash_difference)
      IS DISTINCT FROM
      (NEW.store_id, NEW.date, NEW.sales_amount, NEW.customer_count, NEW.cash_difference))
EXECUTE FUNCTION keep_performance();

CREATE TRIGGER keep_deleted AFTER DELETE ON store_daily_performances FOR EACH ROW
EXECUTE FUNCTION keep_performance();

CREATE TRIGGER count_version BEFORE UPDATE ON monthly_goals FOR EACH ROW
WHEN ((OLD.goal_text, OLD.achievement_rate, OLD.achievement_text)
      IS DISTINCT FROM (NEW.goal_text, NEW.achievement_rate, NEW.achievement_text))
EXECUTE FUNCTION count_version();
"""

BACKWARD = """
DROP TRIGGER count_version ON monthly_goals;
DROP TRIGGER keep_deleted ON store_daily_performances;
DROP TRIGGER keep_changed ON store_daily_performances;
DROP TRIGGER count_version ON store_daily_performances;
DROP FUNCTION keep_performance();
DROP FUNCTION count_version();
"""


class Migration(migrations.Migration):
    """Triggers on `store_daily_performances` and `monthly_goals`."""

    dependencies = [("stores", "0002_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
