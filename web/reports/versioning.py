"""Which columns of a 日報 are what it says: a change of one is a version, and `report_versions` keeps all.

For migrations: each names its columns, so that an old one makes what it made when it was written.
"""

from collections.abc import Sequence


def kept(says: Sequence[str]) -> str:
    """The SQL that makes triggers keep these columns from now on, in place of those before."""
    new, old = (", ".join(f"{row}.{column}" for column in says) for row in ("NEW", "OLD"))
    values = f"""o.id, o.version, {", ".join(f"o.{column}" for column in says)}, o.edit_id,
           coalesce(o.updated_by, o.user_id),
           CASE WHEN o.version = 1 THEN o.created_at ELSE o.updated_at END"""
    columns = f"report_id, version, {', '.join(says)}, edit_id, written_by, written_at"
    return f"""
CREATE OR REPLACE FUNCTION keep_changed_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_versions ({columns})
    SELECT {values}
    FROM old_rows o JOIN new_rows n USING (id) WHERE n.version <> o.version;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keep_deleted_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_versions ({columns}, deleted_by, deleted_at)
    SELECT {values},
           nullif(current_setting('c3.user_id', true), ''), statement_timestamp()
    FROM old_rows o;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_version BEFORE UPDATE ON daily_reports FOR EACH ROW
WHEN (({new}) IS DISTINCT FROM ({old})) EXECUTE FUNCTION count_report_version();
"""  # noqa: S608  its names are those of a migration
