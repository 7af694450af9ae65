"""What the demo chain has not: drafts, answers of the chat, imports, broken documents, a device; so that
every page has something to show, and every state of an import or a document stands on one."""

from typing import Final, LiteralString

from tests.e2e.chatting import answered
from tests.e2e.house import House

ROWS: Final[tuple[LiteralString, ...]] = (
    """INSERT INTO report_drafts (id, user_id, fields) VALUES (gen_random_uuid(), 'demo-staff',
       '{"date": "", "genre": "claim", "location": "hall", "title": "書きかけ",
         "content": "途中まで", "post_to_bbs": "", "version": "", "order": [], "removed": []}')""",
    """INSERT INTO bbs_drafts (id, user_id, is_comment, fields)
       VALUES (gen_random_uuid(), 'demo-staff', false,
       '{"genre": "claim", "title": "書きかけ", "content": "途中まで", "announce": "",
         "audience": "", "area": "", "due_on": "", "version": "", "stores": [],
         "order": [], "removed": []}')""",
    """INSERT INTO imports (id, user_id, state, files, step, file, done, total, failure,
                         outcome, heartbeat_at)
       SELECT gen_random_uuid(), 'demo-admin', state, '[{"name": "stores.csv", "size": 1, "digest": "0"}]',
              '', 'stores.csv', 40, 100, failure, outcome::json, now() + '1 hour'::interval * is_alive
       FROM (VALUES
         ('running', '', NULL, 1), ('checking', '', NULL, -9),
         ('failed', 'ファイルを読めませんでした。', NULL, 0),
         ('checked', '', '{"wrong_total": 0, "wrongs": [], "counts": [{"file": "stores.csv", "read": 4,
           "new": 1, "changed": 1, "examples": [{"line": 3, "changes": [["name", "旧店", "新店"]]}]}]}', 0),
         ('done', '', '{"wrong_total": 0, "wrongs": [], "counts": [{"file": "stores.csv", "read": 4,
           "new": 1, "changed": 0, "examples": []}]}', 0),
         ('refused', '', '{"counts": [], "wrong_total": 2, "wrongs": [{"file": "stores.csv", "line": 2,
           "column": "opened_on", "reason": "日付ではありません。", "params": {}}]}', 0)
       ) s (state, failure, outcome, is_alive)""",
    """INSERT INTO knowledge_documents (kind, title, body, state, failure, file_name, reading, heartbeat_at)
       VALUES ('guide', '壊れたガイド', '', 'failed', 'ファイルを読めませんでした。', 'guide.docx',
               NULL, now()),
              ('faq', '読んでいる質問集', '', 'reading', '', 'faq.pdf',
               gen_random_uuid(), now() + '1 day')""",
    """INSERT INTO push_subscriptions (user_id, session_digest, endpoint, p256dh, auth, agent)
       VALUES ('demo-staff', repeat('0', 64), 'https://push.example.jp/crawl', 'BA', 'AA',
               'iPhone Safari')""",
    """INSERT INTO report_versions (report_id, version, store_id, user_id, date, genre, location, title,
                                    content, post_to_bbs, written_by, written_at)
       SELECT id, version, store_id, user_id, date, genre, location, '前の題', content, post_to_bbs,
              user_id, created_at FROM daily_reports WHERE user_id = 'demo-staff'
       ORDER BY (SELECT count(*) FROM report_images i WHERE i.report_id = daily_reports.id) DESC, id
       LIMIT 1""",
)


def fill(house: House) -> None:
    """Let there be one of each."""
    with house.database() as connection:
        for statement in ROWS:
            connection.execute(statement)
    for person in ("demo-staff", "demo-manager"):
        answered(house, person, "先週の売上とクレームは？内容も教えて")
