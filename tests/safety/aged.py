"""Rows that grow old, and rows for the tables which `tests.house.world` leaves empty."""

# One row of each table that has an age, of the moment `{at}`; `{n}` tells them apart.
OLD = {
    "ai_chat_threads": """
        INSERT INTO ai_chat_threads (id, user_id, title, created_at)
        VALUES (90{n}, 'shibuya-staff', 'z', {at});
        INSERT INTO ai_turns (id, state, thread_id, user_id, created_at)
        VALUES ('00000000-0000-0000-0000-0000000009{n}', 'done', 90{n}, 'shibuya-staff', {at});
        INSERT INTO ai_turn_events (turn_id, number, data)
        VALUES ('00000000-0000-0000-0000-0000000009{n}', 1, '{{}}');
        INSERT INTO ai_chat_history (turn_id, thread_id, role, content, created_at)
        VALUES ('00000000-0000-0000-0000-0000000009{n}', 90{n}, 'user', 'z', {at})""",
    "ai_turns": """
        INSERT INTO ai_turns (id, state, user_id, created_at)
        VALUES ('00000000-0000-0000-0000-0000000007{n}', 'done', 'shibuya-staff', {at})""",
    "audit_events": "INSERT INTO audit_events (at, action, subject) VALUES ({at}, 'signed_in', 'person')",
    "report_versions": """
        INSERT INTO report_versions (report_id, version, date, genre, location, title, content, post_to_bbs,
                                     written_at, replaced_at, store_id, user_id, written_by)
        VALUES (90{n}, 1, '2016-01-01', 'claim', 'hall', 'z', 'z',
                false, '2016-01-01', {at}, 2, 'shibuya-staff', 'shibuya-staff')""",
    "bbs_versions": """
        INSERT INTO bbs_versions (kind, source_id, post_id, version, content, written_at, replaced_at,
                                  user_id, written_by)
        VALUES ('post', 90{n}, 90{n}, 1, 'z', '2016-01-01', {at}, 'shibuya-staff', 'shibuya-staff')""",
    "performance_versions": """
        INSERT INTO performance_versions (date, version, sales_amount, customer_count, registered_at,
                                          replaced_at, store_id)
        VALUES ('2026-01-01', 9{n}, 1, 1, {at}, {at}, 2)""",
    "report_drafts": """
        INSERT INTO report_drafts (id, fields, user_id, updated_at)
        VALUES ('00000000-0000-0000-0000-0000000008{n}', '{{}}', 'shibuya-staff', {at})""",
    "bbs_drafts": """
        INSERT INTO bbs_drafts (id, is_comment, fields, user_id, updated_at)
        VALUES ('00000000-0000-0000-0000-0000000007{n}', false, '{{}}', 'shibuya-staff', {at})""",
    "sessions": "INSERT INTO sessions (session_key, session_data, expire_date) VALUES ('z{n}', '', {at})",
    "axes_accessfailurelog": """
        INSERT INTO axes_accessfailurelog (user_agent, http_accept, path_info, attempt_time, locked_out)
        VALUES ('z', 'z', 'z', {at}, false)""",
    "axes_accesslog": """
        INSERT INTO axes_accesslog (user_agent, http_accept, path_info, attempt_time, session_hash)
        VALUES ('z', 'z', 'z', {at}, '')""",
    "axes_accessattempt": """
        INSERT INTO axes_accessattempt (user_agent, ip_address, username, http_accept, path_info,
                                        attempt_time, get_data, post_data, failures_since_start)
        VALUES ('z', '10.0.0.{n}', 'z{n}', '', '', {at}, '', '', 1)""",
    "sent_forms": """
        INSERT INTO sent_forms (key, digest, user_id, made_at)
        VALUES ('00000000-0000-0000-0000-0000000006{n}', 'z', 'shibuya-staff', {at})""",
    "imports": """
        INSERT INTO imports (id, state, files, user_id, heartbeat_at)
        VALUES ('00000000-0000-0000-0000-0000000005{n}', 'done', '[]', 'hq-admin', {at})""",
    "question_vectors": """
        INSERT INTO question_vectors (model, digest, asked_at) VALUES ('z', decode('{n}', 'hex'), {at})""",
}
OTHERS = """
    INSERT INTO bbs_reads (post_id, user_id, comment_id) VALUES (201, 'shibuya-staff', 304);
    INSERT INTO django_admin_log (action_time, object_id, object_repr, action_flag, change_message, user_id)
    VALUES (now(), 'shibuya-staff', '佐藤 美咲', 2, '', 'hq-admin');
    INSERT INTO area_managers (user_id, area_id) VALUES ('tokyo-area', 1) ON CONFLICT DO NOTHING;
    INSERT INTO report_signs (report_id, store_id, date, genre, location, model, sign)
    SELECT 101, 2, '2026-10-15', 'claim', 'hall', 'house', repeat('01', 256)::bit(512)
    WHERE NOT EXISTS (SELECT FROM report_signs);
    INSERT INTO daily_targets (store_id, date, amount) VALUES (2, '2026-10-15', 100) ON CONFLICT DO NOTHING;
    INSERT INTO embedding_workers (model) VALUES ('house') ON CONFLICT DO NOTHING"""


def fill_up(connection: object) -> None:
    """After `make_world`, a row in every table that anything of C3 writes."""
    for statement in OLD.values():
        connection.execute(statement.format(at="now()", n=33))  # type: ignore[attr-defined]
    connection.execute(OTHERS)  # type: ignore[attr-defined]
