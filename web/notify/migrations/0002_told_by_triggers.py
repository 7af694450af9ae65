"""What is to be told is written down in the transaction of its event, whoever writes it; a login takes its devices.

Only people who have a device get a row, so that a chain without push messages writes none. Whether a row is
still worth telling, the worker asks when it sends it. A trigger's functions hold the rules of `shared.audience` as
they were when this was written; the worker asks the ones of now.
"""

from django.db import migrations

NOTICES = """
CREATE FUNCTION push_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_messages (kind, user_id, key, address, source_id)
    SELECT CASE n.kind WHEN 'mention' THEN 'mention' ELSE 'answer' END, n.user_id, 'notice-' || n.id,
           '/bbs/detail/' || n.post_id || '/'
           || coalesce('?comment=' || n.comment_id || '#comment-' || n.comment_id, ''), n.id
    FROM new_rows n
    WHERE EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = n.user_id)
    ON CONFLICT (key) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER push AFTER INSERT ON bbs_notices
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_notices();
"""

# `posts`: those that were announced or addressed just now; the ones that are 必読 are told to whom they are for.
MUST_READS = """
CREATE FUNCTION push_must_reads(posts bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_messages (kind, user_id, key, address, source_id)
    SELECT 'must_read', u.user_id, 'must-read-' || p.id || '-' || u.user_id, '/bbs/detail/' || p.id || '/', p.id
    FROM bbs_posts p JOIN users u ON u.is_active AND u.user_id <> p.user_id
    WHERE p.id = ANY(posts) AND p.deleted_at IS NULL AND p.announced_at IS NOT NULL
      AND p.due_on >= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
      AND u.user_id IN (SELECT s.user_id FROM push_subscriptions s)
      AND (p.audience = 'all'
           OR EXISTS (SELECT FROM stores s WHERE s.store_id = u.store_id AND s.area_id = p.area_id)
           OR EXISTS (SELECT FROM bbs_post_stores a WHERE a.post_id = p.id AND a.store_id = u.store_id))
    ORDER BY p.id, u.user_id
    ON CONFLICT (key) DO NOTHING;
END $$;

CREATE FUNCTION push_new_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM push_must_reads(ARRAY(SELECT n.id FROM new_rows n WHERE n.due_on IS NOT NULL));
    RETURN NULL;
END $$;
CREATE FUNCTION push_changed_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM push_must_reads(ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.due_on IS NOT NULL AND (n.due_on, n.audience, n.area_id, n.announced_at)
              IS DISTINCT FROM (o.due_on, o.audience, o.area_id, o.announced_at)));
    RETURN NULL;
END $$;
CREATE FUNCTION push_addressed_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM push_must_reads(ARRAY(SELECT DISTINCT n.post_id FROM new_rows n));
    RETURN NULL;
END $$;
CREATE TRIGGER push_new AFTER INSERT ON bbs_posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_new_posts();
CREATE TRIGGER push_changed AFTER UPDATE ON bbs_posts
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_changed_posts();
CREATE TRIGGER push_addressed AFTER INSERT ON bbs_post_stores
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_addressed_posts();

CREATE FUNCTION push_reminders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_messages (kind, user_id, key, address, source_id)
    SELECT 'must_read', n.user_id, 'reminder-' || n.post_id || '-' || n.times || '-' || n.user_id,
           '/bbs/detail/' || n.post_id || '/', n.post_id
    FROM new_rows n
    WHERE EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = n.user_id)
    ORDER BY n.post_id, n.user_id
    ON CONFLICT (key) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER push_new AFTER INSERT ON bbs_reminders
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_reminders();
CREATE TRIGGER push_again AFTER UPDATE ON bbs_reminders
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_reminders();
"""

# An import of old reports tells nobody.
INCIDENTS = """
CREATE FUNCTION push_incident(report bigint, store integer, writer varchar) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_messages (kind, user_id, key, address, source_id)
    SELECT 'incident', u.user_id, 'report-' || report || '-' || u.user_id, '/report/view/' || report || '/', report
    FROM users u
    WHERE u.store_id = store AND u.user_type = 'manager' AND u.is_active AND u.user_id <> writer
      AND EXISTS (SELECT FROM push_subscriptions s WHERE s.user_id = u.user_id)
    ON CONFLICT (key) DO NOTHING;
END $$;

CREATE FUNCTION push_new_incidents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM push_incident(n.id, n.store_id, n.user_id) FROM new_rows n
    WHERE n.genre IN ('claim', 'accident')
      AND n.date >= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date - 7
    ORDER BY n.id;
    RETURN NULL;
END $$;
CREATE FUNCTION push_changed_incidents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM push_incident(n.id, n.store_id, coalesce(n.updated_by, n.user_id))
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.genre IN ('claim', 'accident') AND o.genre NOT IN ('claim', 'accident')
      AND n.date >= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date - 7
    ORDER BY n.id;
    RETURN NULL;
END $$;
CREATE TRIGGER push_new AFTER INSERT ON daily_reports
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_new_incidents();
CREATE TRIGGER push_changed AFTER UPDATE ON daily_reports
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION push_changed_incidents();
"""

LOGINS = """
CREATE FUNCTION forget_devices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM push_subscriptions d USING old_rows o
    WHERE d.session_digest = encode(sha256(convert_to(o.session_key, 'UTF8')), 'hex');
    RETURN NULL;
END $$;
CREATE TRIGGER forget_devices AFTER DELETE ON sessions
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_devices();
"""

BACK = """
DROP TRIGGER push ON bbs_notices;
DROP TRIGGER push_new ON bbs_posts;
DROP TRIGGER push_changed ON bbs_posts;
DROP TRIGGER push_addressed ON bbs_post_stores;
DROP TRIGGER push_new ON bbs_reminders;
DROP TRIGGER push_again ON bbs_reminders;
DROP TRIGGER push_new ON daily_reports;
DROP TRIGGER push_changed ON daily_reports;
DROP TRIGGER forget_devices ON sessions;
DROP FUNCTION push_notices, push_new_posts, push_changed_posts, push_addressed_posts, push_reminders,
    push_new_incidents, push_changed_incidents, forget_devices;
DROP FUNCTION push_must_reads, push_incident;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0001_initial"),
        ("accounts", "0003_sessions_end_with_access"),
        ("board", "0003_kept_by_the_database"),
        ("reports", "0003_history_and_drafts"),
    ]

    operations = [migrations.RunSQL([NOTICES, MUST_READS, INCIDENTS, LOGINS], BACK)]
