"""How many reports a day and a month have, counted by triggers on `daily_reports`, whoever writes it.

A statement adds what it wrote and takes away what it removed, so that two at once are both counted; an edit
that moves no report changes no count. Rows are locked in one order, months before their days and each by
store and date, for two writers not to wait for each other.
"""

from itertools import product

from django.db import migrations

GENRES = ("claim", "praise", "accident", "report", "other")
LOCATIONS = ("kitchen", "hall", "cashier", "toilet", "other")
CELLS = [f"{genre}_{location}" for genre, location in product(GENRES, LOCATIONS)]
COUNTED = ", ".join(
    f"count(*) FILTER (WHERE genre = '{genre}' AND location = '{location}') AS {genre}_{location}"
    for genre, location in product(GENRES, LOCATIONS)
)


TABLES = (
    ("report_month_counts", "month", "date_trunc('month', date)::date"),
    ("report_day_counts", "date", "date"),
)


def _added(rows: str) -> str:
    return "".join(
        f"""
    INSERT INTO {table} AS c (store_id, {key}, {", ".join(CELLS)})
    SELECT store_id, {value}, {COUNTED} FROM {rows} GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (store_id, {key}) DO UPDATE SET {", ".join(f"{cell} = c.{cell} + EXCLUDED.{cell}" for cell in CELLS)};
"""  # noqa: S608  its names are constants
        for table, key, value in TABLES
    )


def _removed(rows: str) -> str:
    return "".join(
        f"""
    UPDATE {table} AS c SET {", ".join(f"{cell} = c.{cell} - gone.{cell}" for cell in CELLS)}
    FROM (SELECT store_id, {value} AS {key}, {COUNTED} FROM {rows} GROUP BY 1, 2) AS gone
    WHERE (c.store_id, c.{key}) = (gone.store_id, gone.{key});
    DELETE FROM {table}
    WHERE (store_id, {key}) IN (SELECT store_id, {value} FROM {rows}) AND {" + ".join(CELLS)} = 0;
"""  # noqa: S608  its names are constants
        for table, key, value in TABLES
    )


def _locked(rows: str) -> str:
    return "".join(
        f"""
    PERFORM FROM {table} WHERE (store_id, {key}) IN (SELECT store_id, {value} FROM {rows})
    ORDER BY store_id, {key} FOR NO KEY UPDATE;
"""  # noqa: S608  its names are constants
        for table, key, value in TABLES
    )


MOVED = "(a.store_id, a.date, a.genre, a.location) IS DISTINCT FROM (r.store_id, r.date, r.genre, r.location)"
FORWARD = f"""
CREATE FUNCTION count_added_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{_added("added")}
    RETURN NULL;
END $$;
CREATE FUNCTION count_removed_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{_locked("removed")}
{_removed("removed")}
    RETURN NULL;
END $$;
CREATE FUNCTION count_moved_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM added a JOIN removed r USING (id) WHERE {MOVED}) THEN
        RETURN NULL;
    END IF;
{_locked("(SELECT store_id, date FROM added UNION SELECT store_id, date FROM removed)")}
{_added("(SELECT a.* FROM added a JOIN removed r USING (id) WHERE " + MOVED + ")")}
{_removed("(SELECT r.* FROM added a JOIN removed r USING (id) WHERE " + MOVED + ")")}
    RETURN NULL;
END $$;
CREATE FUNCTION count_no_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM report_month_counts;
    DELETE FROM report_day_counts;  -- a TRUNCATE of both tables in one command would forbid another
    RETURN NULL;
END $$;
CREATE TRIGGER count_added AFTER INSERT ON daily_reports REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION count_added_reports();
CREATE TRIGGER count_removed AFTER DELETE ON daily_reports REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION count_removed_reports();
CREATE TRIGGER count_moved AFTER UPDATE ON daily_reports REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION count_moved_reports();
CREATE TRIGGER count_none AFTER TRUNCATE ON daily_reports
FOR EACH STATEMENT EXECUTE FUNCTION count_no_reports();
{_added("daily_reports")}
"""  # noqa: S608  its names are constants
BACKWARD = """
DROP TRIGGER count_none ON daily_reports;
DROP TRIGGER count_moved ON daily_reports;
DROP TRIGGER count_removed ON daily_reports;
DROP TRIGGER count_added ON daily_reports;
DROP FUNCTION count_no_reports();
DROP FUNCTION count_moved_reports();
DROP FUNCTION count_removed_reports();
DROP FUNCTION count_added_reports();
"""


class Migration(migrations.Migration):
    """The triggers on `daily_reports`, and the reports that are there already."""

    dependencies = [("analysis", "0001_initial"), ("reports", "0005_pictures_of_posts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
