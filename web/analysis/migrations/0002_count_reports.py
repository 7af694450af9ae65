"""How many reports a day has, counted by triggers on `daily_reports`, whoever writes it.

A statement adds what it wrote and takes away what it removed, so that two at once are both counted; an edit
that moves no report changes no count. Rows are locked by store and date, for two edits not to wait for
each other.
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


def _added(rows: str) -> str:
    return f"""
    INSERT INTO report_day_counts AS c (store_id, date, {", ".join(CELLS)})
    SELECT store_id, date, {COUNTED} FROM {rows} GROUP BY store_id, date ORDER BY store_id, date
    ON CONFLICT (store_id, date) DO UPDATE SET {", ".join(f"{cell} = c.{cell} + EXCLUDED.{cell}" for cell in CELLS)};
"""  # noqa: S608  its names are constants


def _removed(rows: str) -> str:
    return f"""
    UPDATE report_day_counts AS c SET {", ".join(f"{cell} = c.{cell} - gone.{cell}" for cell in CELLS)}
    FROM (SELECT store_id, date, {COUNTED} FROM {rows} GROUP BY store_id, date) AS gone
    WHERE (c.store_id, c.date) = (gone.store_id, gone.date);
    DELETE FROM report_day_counts
    WHERE (store_id, date) IN (SELECT store_id, date FROM {rows}) AND {" + ".join(CELLS)} = 0;
"""  # noqa: S608  its names are constants


def _locked(rows: str) -> str:
    return f"""
    PERFORM FROM report_day_counts WHERE (store_id, date) IN (SELECT store_id, date FROM {rows})
    ORDER BY store_id, date FOR NO KEY UPDATE;
"""  # noqa: S608  its names are constants


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
