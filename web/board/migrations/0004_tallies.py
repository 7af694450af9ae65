"""What a post or a comment has got, as it is after a tap of the same statement.

A statement sees the rows as they were when it began, its own tap left out. What a volatile function asks, it
asks anew: called with what `react_to_post` answered, it counts the tap, and every tap that came before it.
"""

from django.db import migrations

KINDS = ("naruhodo", "iine")
COUNTED = ", ".join(f"'{kind}', count(*) FILTER (WHERE r.kind = '{kind}')" for kind in KINDS)


def _tally(target: str, table: str) -> str:
    return f"""
CREATE FUNCTION tally_of_{target}(target bigint, person varchar, tapped boolean)
RETURNS json LANGUAGE plpgsql STRICT AS $$
BEGIN
    RETURN (
        SELECT json_build_object({COUNTED},
            'mine', coalesce(json_agg(r.kind ORDER BY r.kind DESC) FILTER (WHERE r.user_id = person), '[]'::json))
        FROM {table} r WHERE r.{target}_id = target);
END $$;
"""  # noqa: S608  its names are constants


class Migration(migrations.Migration):
    dependencies = [("board", "0003_kept_by_the_database")]

    operations = [
        migrations.RunSQL(
            [_tally("post", "bbs_reactions"), _tally("comment", "bbs_comment_reactions")],
            "DROP FUNCTION tally_of_post, tally_of_comment;",
        )
    ]
