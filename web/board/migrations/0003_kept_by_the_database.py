"""What no writer of the board can forget, psql, an import and the admin included.

- What hangs on a post or a comment goes with it (foreign keys that cascade).
- Posts are found by their words, as reports are: `search`.
- `bbs_post_counts` is right after every statement; a comment's place below its post is one level deep.
- What a post or a comment said before is kept, its deletion too; a tombstone is not found by its meaning.
- A tap on a reaction and the choice of a best answer come one after the other for one post: each is one call,
  which sees what the call before it did. (A plain statement would see the rows as they were when it began to
  wait.)
"""

from django.db import migrations

HANGING = {
    "bbs_post_stores": ("post_id",),
    "bbs_post_counts": ("post_id",),
    "bbs_reads": ("post_id",),
    "bbs_confirmations": ("post_id",),
    "bbs_reminders": ("post_id",),
    "bbs_notices": ("post_id", "comment_id"),
}
TARGETS = {"post_id": "bbs_posts", "comment_id": "bbs_comments"}

KEYS = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fk FOREIGN KEY ({column})"
    f" REFERENCES {TARGETS[column]} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for table, columns in HANGING.items()
    for column in columns
)
NO_KEYS = "\n".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_fk;"
    for table, columns in HANGING.items()
    for column in columns
)

# The foreign keys of the reactions, which Django made, with `{deletion}` for what a deletion does.
REACTION_KEYS = """
DO $$
DECLARE key record;
BEGIN
    FOR key IN
        SELECT conrelid::regclass AS "table", conname AS name, regexp_replace(
                   pg_get_constraintdef(oid), '( ON DELETE CASCADE)? DEFERRABLE', '{deletion} DEFERRABLE') AS definition
        FROM pg_constraint
        WHERE contype = 'f' AND conrelid IN ('bbs_reactions'::regclass, 'bbs_comment_reactions'::regclass)
          AND confrelid IN ('bbs_posts'::regclass, 'bbs_comments'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key."table", key.name);
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', key."table", key.name, key.definition);
    END LOOP;
END $$;
"""

SEARCH = """
ALTER TABLE bbs_posts
    ADD COLUMN search tsvector STORAGE EXTERNAL
    GENERATED ALWAYS AS (search_bigrams(title || chr(10) || content)) STORED;
ALTER TABLE bbs_posts ALTER COLUMN search SET STATISTICS 400;
CREATE INDEX bbs_posts_search ON bbs_posts USING gin (search) WITH (gin_pending_list_limit = 1024);
"""

COUNTS = """
CREATE FUNCTION begin_post_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bbs_post_counts (post_id) SELECT id FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION count_new_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bbs_post_counts c
    SET comments = c.comments + n.comments, last_comment_id = greatest(c.last_comment_id, n.last)
    FROM (SELECT post_id, count(*) FILTER (WHERE deleted_at IS NULL) AS comments, max(id) AS last
          FROM new_rows GROUP BY post_id) n
    WHERE c.post_id = n.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION count_gone_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bbs_post_counts c SET comments = c.comments - o.comments
    FROM (SELECT post_id, count(*) AS comments FROM old_rows WHERE deleted_at IS NULL GROUP BY post_id) o
    WHERE c.post_id = o.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION count_changed_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bbs_post_counts c
    SET comments = c.comments + d.comments, last_comment_id = greatest(c.last_comment_id, d.last)
    FROM (SELECT post_id, sum(one) AS comments, max(id) AS last
          FROM (SELECT post_id, 1 AS one, id FROM new_rows WHERE deleted_at IS NULL
                UNION ALL SELECT post_id, -1, 0 FROM old_rows WHERE deleted_at IS NULL) t
          GROUP BY post_id HAVING sum(one) <> 0) d
    WHERE c.post_id = d.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION count_reactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bbs_post_counts c SET reactions = c.reactions + d.reactions
    FROM (SELECT post_id, CASE WHEN TG_OP = 'INSERT' THEN count(*) ELSE -count(*) END AS reactions
          FROM changed_rows GROUP BY post_id) d
    WHERE c.post_id = d.post_id;
    RETURN NULL;
END $$;

CREATE TRIGGER begin_counts AFTER INSERT ON bbs_posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION begin_post_counts();
CREATE TRIGGER count_new AFTER INSERT ON bbs_comments
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_new_comments();
CREATE TRIGGER count_gone AFTER DELETE ON bbs_comments
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_gone_comments();
CREATE TRIGGER count_changed AFTER UPDATE ON bbs_comments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_comments();
CREATE TRIGGER count_new AFTER INSERT ON bbs_reactions
REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_reactions();
CREATE TRIGGER count_gone AFTER DELETE ON bbs_reactions
REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_reactions();

INSERT INTO bbs_post_counts (post_id, comments, reactions, last_comment_id)
SELECT p.id, coalesce(c.comments, 0), coalesce(r.reactions, 0), coalesce(c.last, 0)
FROM bbs_posts p
LEFT JOIN (SELECT post_id, count(*) AS comments, max(id) AS last FROM bbs_comments GROUP BY post_id) c
    ON c.post_id = p.id
LEFT JOIN (SELECT post_id, count(*) AS reactions FROM bbs_reactions GROUP BY post_id) r ON r.post_id = p.id;
"""

POST_SAYS = ("genre", "title", "content", "announced_at", "audience", "area_id", "due_on", "deleted_at")
COMMENT_SAYS = ("content", "deleted_at")


def _differs(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return f"({new}) IS DISTINCT FROM ({old})"


def _kept(table: str, kind: str, post: str, says: str) -> str:
    """Two functions that keep the old rows of a table: when they were changed, and when they were deleted."""
    columns = "kind, source_id, post_id, version, user_id, genre, title, content, written_by, written_at"
    old = (
        f"'{kind}', o.id, {post}, o.version, o.user_id, {says}, coalesce(o.updated_by, o.user_id),"
        " CASE WHEN o.version = 1 THEN o.created_at ELSE o.updated_at END"
    )
    return f"""
CREATE FUNCTION keep_changed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bbs_versions ({columns}, deleted_by, deleted_at)
    SELECT {old}, n.deleted_by, n.deleted_at
    FROM old_rows o JOIN new_rows n USING (id) WHERE n.version <> o.version AND o.deleted_at IS NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION keep_deleted_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bbs_versions ({columns}, deleted_by, deleted_at)
    SELECT {old}, nullif(current_setting('c3.user_id', true), ''), statement_timestamp()
    FROM old_rows o WHERE o.deleted_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_changed AFTER UPDATE ON {table}
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION keep_changed_{table}();
CREATE TRIGGER keep_deleted AFTER DELETE ON {table}
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_deleted_{table}();
"""  # noqa: S608  its names are constants


HISTORY = f"""
CREATE FUNCTION count_bbs_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := statement_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER count_version BEFORE UPDATE ON bbs_posts FOR EACH ROW
WHEN ({_differs(POST_SAYS)}) EXECUTE FUNCTION count_bbs_version();
CREATE TRIGGER count_version BEFORE UPDATE ON bbs_comments FOR EACH ROW
WHEN ({_differs(COMMENT_SAYS)}) EXECUTE FUNCTION count_bbs_version();
{_kept("bbs_posts", "post", "o.id", "o.genre, o.title, o.content")}
{_kept("bbs_comments", "comment", "o.post_id", "'', '', o.content")}

CREATE FUNCTION note_report_of_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_from_report := TRUE;
    RETURN NEW;
END $$;
CREATE TRIGGER note_report BEFORE INSERT OR UPDATE OF report_id ON bbs_posts FOR EACH ROW
WHEN (NEW.report_id IS NOT NULL) EXECUTE FUNCTION note_report_of_post();
UPDATE bbs_posts SET is_from_report = TRUE WHERE report_id IS NOT NULL;

CREATE FUNCTION forget_tombstones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM embedding_queue q USING new_rows n
    WHERE q.kind = TG_ARGV[0] AND q.source_id = n.id AND n.deleted_at IS NOT NULL;
    DELETE FROM document_vectors v USING new_rows n
    WHERE v.kind = TG_ARGV[0] AND v.source_id = n.id AND n.deleted_at IS NOT NULL;
    RETURN NULL;
END $$;
-- Triggers of a kind fire in the order of their names: this one after `queue_changed`.
CREATE TRIGGER unqueue_tombstones AFTER UPDATE ON bbs_posts REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION forget_tombstones('post');
CREATE TRIGGER unqueue_tombstones AFTER UPDATE ON bbs_comments REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION forget_tombstones('comment');

CREATE FUNCTION answer_the_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(c.parent_id, c.id) INTO NEW.parent_id
    FROM bbs_comments c WHERE c.id = NEW.parent_id AND c.post_id = NEW.post_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a reply belongs to a comment on the same post'
            USING ERRCODE = 'check_violation', TABLE = 'bbs_comments', CONSTRAINT = 'bbs_comments_parent_of_post';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_level BEFORE INSERT OR UPDATE OF parent_id, post_id ON bbs_comments FOR EACH ROW
WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION answer_the_first();
"""  # noqa: S608  its names are constants

# `wanted`: true puts the reaction there, false takes it away, NULL turns it over. They say what is there now.
TAPS = """
CREATE FUNCTION react_to_post(post bigint, person varchar, reaction varchar, wanted boolean)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM bbs_post_counts c WHERE c.post_id = post FOR NO KEY UPDATE;
    IF wanted IS NOT TRUE THEN
        DELETE FROM bbs_reactions r WHERE r.post_id = post AND r.user_id = person AND r.kind = reaction;
        IF FOUND OR NOT wanted THEN RETURN FALSE; END IF;
    END IF;
    INSERT INTO bbs_reactions (post_id, user_id, kind) VALUES (post, person, reaction) ON CONFLICT DO NOTHING;
    RETURN TRUE;
END $$;

CREATE FUNCTION react_to_comment(comment bigint, person varchar, reaction varchar, wanted boolean)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM bbs_comments c WHERE c.id = comment FOR NO KEY UPDATE;
    IF wanted IS NOT TRUE THEN
        DELETE FROM bbs_comment_reactions r
        WHERE r.comment_id = comment AND r.user_id = person AND r.kind = reaction;
        IF FOUND OR NOT wanted THEN RETURN FALSE; END IF;
    END IF;
    INSERT INTO bbs_comment_reactions (comment_id, user_id, kind) VALUES (comment, person, reaction)
    ON CONFLICT DO NOTHING;
    RETURN TRUE;
END $$;

CREATE FUNCTION choose_best_answer(comment bigint, wanted boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE post bigint := (SELECT c.post_id FROM bbs_comments c WHERE c.id = comment);
BEGIN
    PERFORM FROM bbs_post_counts c WHERE c.post_id = post FOR NO KEY UPDATE;
    UPDATE bbs_comments c SET is_best_answer = FALSE
    WHERE c.post_id = post AND c.is_best_answer AND (c.id <> comment OR NOT wanted);
    UPDATE bbs_comments c SET is_best_answer = TRUE
    WHERE c.id = comment AND wanted AND NOT c.is_best_answer AND c.deleted_at IS NULL;
    RETURN (SELECT c.is_best_answer FROM bbs_comments c WHERE c.id = comment);
END $$;
"""

BACK = f"""
DROP FUNCTION react_to_post, react_to_comment, choose_best_answer;
DROP TRIGGER unqueue_tombstones ON bbs_posts;
DROP TRIGGER unqueue_tombstones ON bbs_comments;
DROP TRIGGER one_level ON bbs_comments;
DROP TRIGGER note_report ON bbs_posts;
DROP TRIGGER count_version ON bbs_posts;
DROP TRIGGER keep_changed ON bbs_posts;
DROP TRIGGER keep_deleted ON bbs_posts;
DROP TRIGGER count_version ON bbs_comments;
DROP TRIGGER keep_changed ON bbs_comments;
DROP TRIGGER keep_deleted ON bbs_comments;
DROP TRIGGER begin_counts ON bbs_posts;
DROP TRIGGER count_new ON bbs_comments;
DROP TRIGGER count_gone ON bbs_comments;
DROP TRIGGER count_changed ON bbs_comments;
DROP TRIGGER count_new ON bbs_reactions;
DROP TRIGGER count_gone ON bbs_reactions;
DROP FUNCTION answer_the_first, forget_tombstones, note_report_of_post, count_bbs_version, keep_changed_bbs_posts,
    keep_deleted_bbs_posts, keep_changed_bbs_comments, keep_deleted_bbs_comments, begin_post_counts,
    count_new_comments, count_gone_comments, count_changed_comments, count_reactions;
TRUNCATE bbs_post_counts;
ALTER TABLE bbs_posts DROP COLUMN search;
{REACTION_KEYS.replace("{deletion}", "")}
{NO_KEYS}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0002_writing"),
        ("reports", "0002_search"),
        ("knowledge", "0002_embedding_queue_triggers"),
    ]

    operations = [
        migrations.RunSQL(
            [KEYS, REACTION_KEYS.replace("{deletion}", " ON DELETE CASCADE"), SEARCH, COUNTS, HISTORY, TAPS],
            BACK,
        )
    ]
