"""The vocabularies of `shared.words`, the database and the statements say the same codes."""

import re

import pytest
from django.apps import apps
from django.db.models import Field

from shared.push.words import PushKind, PushState
from shared.theme import LIGHT
from shared.words import (
    AnalysisPage,
    Audience,
    AuditAction,
    AuditSubject,
    ChatRole,
    DocumentState,
    Genre,
    ImportState,
    KnowledgeKind,
    Location,
    NoticeKind,
    RatingReason,
    Reaction,
    Role,
    StoreKind,
    TextKind,
    TurnFault,
    TurnState,
    Word,
)
from tests.house.statements import statements

COLUMNS: dict[tuple[str, str], type[Word]] = {
    ("ai_chat_history", "role"): ChatRole,
    ("ai_turns", "fault"): TurnFault,
    ("ai_turns", "rating_reason"): RatingReason,
    ("ai_turns", "state"): TurnState,
    ("analysis_views", "page"): AnalysisPage,
    ("analysis_views", "role"): Role,
    ("audit_events", "action"): AuditAction,
    ("audit_events", "subject"): AuditSubject,
    ("bbs_comment_reactions", "kind"): Reaction,
    ("bbs_notices", "kind"): NoticeKind,
    ("bbs_posts", "audience"): Audience,
    ("bbs_posts", "genre"): Genre,
    ("bbs_reactions", "kind"): Reaction,
    ("bbs_versions", "kind"): TextKind,
    ("daily_reports", "genre"): Genre,
    ("daily_reports", "location"): Location,
    ("document_vectors", "kind"): TextKind,
    ("embedding_queue", "kind"): TextKind,
    ("imports", "state"): ImportState,
    ("knowledge_documents", "kind"): KnowledgeKind,
    ("knowledge_documents", "state"): DocumentState,
    ("push_messages", "kind"): PushKind,
    ("push_messages", "state"): PushState,
    ("stores", "kind"): StoreKind,
    ("users", "user_type"): Role,
}
CODES = {column: set(words.codes()) for column, words in COLUMNS.items()}


def test_every_check_constraint_of_codes_is_a_vocabulary(plain):
    checks = plain.execute(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    lists = [(table, re.search(r"\(\(?(\w+)\)?(?:::\w+)? = ANY", check), check) for table, check in checks]
    found = {
        (table, column[1]): set(re.findall(r"'(\w+)'", check)) for table, column, check in lists if column
    }
    assert found == CODES


def test_every_choice_of_a_model_is_a_vocabulary():
    fields = [
        field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, Field)
    ]
    ours = [field for field in fields if field.choices and field.model.__module__.startswith("web.")]
    assert {(field.model._meta.db_table, field.column): dict(field.flatchoices) for field in ours} == {
        column: dict(words.choices()) for column, words in COLUMNS.items()
    }


def test_a_code_fits_its_column():
    fields = [
        field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, Field)
    ]
    for field in fields:
        if words := COLUMNS.get((field.model._meta.db_table, field.column or "")):
            assert max(map(len, words.codes())) <= (field.max_length or 0)


@pytest.mark.parametrize("statement", statements(), ids=lambda statement: statement.name)
def test_every_code_in_a_statement_is_a_word_of_its_column(viewers, cast, statement):
    compared = re.findall(r"(\w+)\s*(?:=|<>|!=)\s*'(\w+)'", statement.query(viewers[cast.admin]).sql)
    vocabularies = {
        column: set[str]().union(*(CODES[key] for key in CODES if key[1] == column)) for _, column in CODES
    }
    assert [pair for pair in compared if pair[1] not in vocabularies.get(pair[0], set())] == []


def test_every_trigger_names_a_kind_of_text(plain):
    triggers = plain.execute(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgname <> 'end_sessions'"
        " AND tgname NOT LIKE 'audit%'"
    ).fetchall()
    kinds = {kind for (trigger,) in triggers for kind in re.findall(r"'(\w+)'", trigger)}
    assert kinds == set(TextKind.codes())


def test_every_audit_trigger_names_a_subject(plain):
    triggers = plain.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'audit\\_%ed'")
    subjects = {re.findall(r"audit_change\('(\w+)'", trigger)[0] for (trigger,) in triggers.fetchall()}
    documents = {"document", "synonyms"}
    figures = {"store", "area", "group", "goal", "figures"}
    assert subjects == {"person", "area_manager"} | figures | documents
    assert subjects <= set(AuditSubject.codes())


@pytest.mark.parametrize("words", Word.__subclasses__(), ids=lambda words: words.__name__)
def test_every_word_has_a_label_and_a_colour_of_the_theme(words):
    assert all(word.label and LIGHT.keys() >= {word.tone, f"{word.tone}-soft"} for word in words)
    assert len({word.label for word in words}) == len(words)
