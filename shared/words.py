"""The vocabularies: each code with its Japanese label and its tone, in one place for both applications.

Labels are gettext msgids: a page translates them. Check constraints, choices, colours and tool schemas come
from here.
"""

from enum import StrEnum
from typing import Self


def gettext_noop(message: str) -> str:
    """Mark `message` for the catalogue without translating it."""
    return message


class Word(StrEnum):
    """A code with a label (Japanese, a gettext msgid) and a tone (the name of a colour in the theme)."""

    label: str
    tone: str

    def __new__(cls, code: str, label: str, tone: str = "neutral") -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        word.tone = tone
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) pairs, for forms and models."""
        return [(word.value, word.label) for word in cls]

    @classmethod
    def of(cls, code: str) -> Self:
        """The word of a code. Raises StopIteration for one that is none of them."""
        return next(word for word in cls if word == code)

    @classmethod
    def codes(cls) -> list[str]:
        """The codes, for check constraints."""
        return [word.value for word in cls]


class Genre(Word):
    """ジャンル of a report or a post."""

    CLAIM = "claim", gettext_noop("クレーム"), "bad"
    PRAISE = "praise", gettext_noop("賞賛"), "good"
    ACCIDENT = "accident", gettext_noop("事故"), "warn"
    REPORT = "report", gettext_noop("報告"), "info"
    OTHER = "other", gettext_noop("その他"), "neutral"


class Location(Word):
    """場所 in the store."""

    KITCHEN = "kitchen", gettext_noop("キッチン")
    HALL = "hall", gettext_noop("ホール")
    CASHIER = "cashier", gettext_noop("レジ")
    TOILET = "toilet", gettext_noop("トイレ")
    OTHER = "other", gettext_noop("その他")


class Role(Word):
    """`user_type`: what a person may read and write."""

    STAFF = "staff", gettext_noop("スタッフ")
    MANAGER = "manager", gettext_noop("店長")
    AREA = "area", gettext_noop("エリアマネージャー")
    ADMIN = "admin", gettext_noop("本部")


class Language(Word):
    """The languages of the interface, each named in itself."""

    JA = "ja", "日本語"
    EN = "en", "English"


class StoreKind(Word):
    """A store sells; the head office has people and posts, no sales, and is in no average."""

    STORE = "store", gettext_noop("店舗")
    HQ = "hq", gettext_noop("本部")


class Reaction(Word):
    """Reactions on posts and comments; one of each kind per person."""

    NARUHODO = "naruhodo", gettext_noop("なるほど")
    IINE = "iine", gettext_noop("いいね")


class Audience(Word):
    """Whom an announcement is addressed to, and so who reads it; every other post is everybody's."""

    ALL = "all", gettext_noop("全店舗")
    AREA = "area", gettext_noop("エリア")
    STORES = "stores", gettext_noop("選んだ店舗")


class NoticeKind(Word):
    """Why a person is told of something on the board."""

    MENTION = "mention", gettext_noop("あなたへのメンション"), "info"
    ANSWER = "answer", gettext_noop("あなたの投稿へのコメント")
    REPLY = "reply", gettext_noop("あなたのコメントへの返信")
    BEST = "best", gettext_noop("ベストアンサーに選ばれました"), "good"


class KnowledgeKind(Word):
    """Kinds of knowledge documents."""

    MANUAL = "manual", gettext_noop("マニュアル")
    FAQ = "faq", gettext_noop("よくある質問")
    POLICY = "policy", gettext_noop("規程")
    GUIDE = "guide", gettext_noop("ガイド")
    OTHER = "other", gettext_noop("その他")


class DocumentState(Word):
    """Whether a document's newest file is read; what was read before it stays readable meanwhile."""

    READING = "reading", gettext_noop("読み取り中"), "info"
    READY = "ready", gettext_noop("使えます"), "good"
    FAILED = "failed", gettext_noop("読み取れませんでした"), "bad"


class ChatRole(Word):
    """Who wrote a line of a chat."""

    USER = "user", gettext_noop("質問")
    ASSISTANT = "assistant", gettext_noop("回答")


class TurnState(Word):
    """How far a question to the chat is; `stopped` keeps what was told until then."""

    WAITING = "waiting", gettext_noop("順番待ち"), "info"
    RUNNING = "running", gettext_noop("回答中"), "info"
    DONE = "done", gettext_noop("回答済み"), "good"
    STOPPED = "stopped", gettext_noop("途中で止めました"), "neutral"
    FAILED = "failed", gettext_noop("回答できませんでした"), "bad"


class TurnFault(Word):
    """Why a question to the chat was not answered: a sentence that says what to do."""

    AWAY = "away", gettext_noop("AIサービスにつながりません。少し待って、もう一度お試しください。")
    SLOW = "slow", gettext_noop("時間内に答えられませんでした。期間を短くして、もう一度お試しください。")
    BROKEN = "broken", gettext_noop("AIの返事を読み取れませんでした。もう一度お試しください。")
    LOOP = "loop", gettext_noop("調べることが多すぎました。質問を分けて、もう一度お試しください。")
    INTERRUPTED = "interrupted", gettext_noop("途中で切れました。もう一度お試しください。")
    DATABASE = "database", gettext_noop("記録を読めませんでした。少し待って、もう一度お試しください。")


class RatingReason(Word):
    """What somebody finds wrong with an answer of the chat."""

    FIGURE = "figure", gettext_noop("数字が違う")
    SOURCE = "source", gettext_noop("参照が違う")
    OLD = "old", gettext_noop("古い")
    UNCLEAR = "unclear", gettext_noop("分かりにくい")


class Metric(Word):
    """A figure that two periods are compared by, and stores are ranked by, in the chat."""

    SALES = "sales", gettext_noop("売上")
    CUSTOMERS = "customers", gettext_noop("客数")
    SPEND = "spend", gettext_noop("客単価")
    DIFFERENCE = "difference", gettext_noop("違算")
    CLAIMS = "claims", gettext_noop("クレーム")
    REPORTS = "reports", gettext_noop("日報の件数")


class TextKind(Word):
    """Texts that are embedded; `knowledge` is a section of a document."""

    REPORT = "report", gettext_noop("日報")
    POST = "post", gettext_noop("掲示板")
    COMMENT = "comment", gettext_noop("コメント")
    KNOWLEDGE = "knowledge", gettext_noop("資料")


class AuditAction(Word):
    """What the audit log says was done."""

    ADDED = "added", gettext_noop("追加")
    CHANGED = "changed", gettext_noop("変更")
    REMOVED = "removed", gettext_noop("削除")
    RETIRED = "retired", gettext_noop("利用停止"), "warn"
    RESTORED = "restored", gettext_noop("利用再開")
    PASSWORD = "password", gettext_noop("パスワードの変更")
    SIGNED_IN = "signed_in", gettext_noop("ログイン")
    SIGNED_OUT = "signed_out", gettext_noop("ログアウト")
    REFUSED = "refused", gettext_noop("ログインの失敗"), "bad"
    EXPORTED = "exported", gettext_noop("書き出し"), "info"
    IMPORTED = "imported", gettext_noop("取り込み"), "info"


class AuditSubject(Word):
    """What it was done to; the triggers of the tables write the first nine."""

    PERSON = "person", gettext_noop("スタッフ")
    AREA_MANAGER = "area_manager", gettext_noop("担当エリア")
    STORE = "store", gettext_noop("店舗")
    AREA = "area", gettext_noop("エリア")
    GROUP = "group", gettext_noop("店舗グループ")
    GOAL = "goal", gettext_noop("目標")
    FIGURES = "figures", gettext_noop("売上")
    SYNONYMS = "synonyms", gettext_noop("検索の言い換え")
    DOCUMENT = "document", gettext_noop("資料")
    REPORTS = "reports", gettext_noop("日報")
    DATA = "data", gettext_noop("データ")


class FileKind(Word):
    """Kinds of files that leave C3."""

    CSV = "csv", gettext_noop("CSV")
    XLSX = "xlsx", gettext_noop("Excel（XLSX）")


class ImportState(Word):
    """How far an import by the page is; where its heartbeat is old, it has stopped there."""

    CHECKING = "checking", gettext_noop("確認しています"), "info"
    CHECKED = "checked", gettext_noop("確認済み"), "info"
    REFUSED = "refused", gettext_noop("間違いがあります"), "warn"
    RUNNING = "running", gettext_noop("取り込んでいます"), "info"
    DONE = "done", gettext_noop("取り込みました"), "good"
    FAILED = "failed", gettext_noop("取り込めませんでした"), "bad"


class AnalysisPage(Word):
    """The pages of the managers' application that have views to save; the label stands in its menu."""

    OVERVIEW = "overview", gettext_noop("概況")
    SALES = "sales", gettext_noop("売上")
    INCIDENTS = "incidents", gettext_noop("できごと")
    STORES = "stores", gettext_noop("店舗比較")
    GOALS = "goals", gettext_noop("目標")
    CALENDAR = "calendar", gettext_noop("カレンダー")


class PeriodKind(Word):
    """Stretches of business dates that figures are asked for; weeks begin on Monday."""

    WEEK = "week", gettext_noop("週")
    MONTH = "month", gettext_noop("月")
    YEAR = "year", gettext_noop("年")
    DAYS = "days", gettext_noop("期間")


class Against(Word):
    """What a period is compared with."""

    LAST_WEEK = "lw", gettext_noop("前週同曜日")
    LAST_YEAR = "ly", gettext_noop("前年同曜日")
    BEFORE = "prev", gettext_noop("前期")
    GOAL = "goal", gettext_noop("目標")


class ScopeKind(Word):
    """Which of the viewer's stores figures are asked for: all of them, an area's, a group's, or one."""

    ALL = "all", gettext_noop("全店")
    AREA = "area", gettext_noop("エリア")
    GROUP = "group", gettext_noop("グループ")
    STORE = "store", gettext_noop("店舗")


class RankedBy(Word):
    """What stores, areas and groups are sorted by when they are compared."""

    NAME = "name", gettext_noop("名前")
    SALES = "sales", gettext_noop("売上")
    CUSTOMERS = "customers", gettext_noop("客数")
    SPEND = "spend", gettext_noop("客単価")
    DIFFERENCE = "difference", gettext_noop("違算")
    CHANGE = "change", gettext_noop("売上の増減")
    GOAL = "goal", gettext_noop("目標達成率")
    MISSING = "missing", gettext_noop("未提出")
    REPORTS = "reports", gettext_noop("日報の件数")


class Behind(Word):
    """The figure whose store-days are asked for."""

    SALES = "sales", gettext_noop("売上")
    CUSTOMERS = "customers", gettext_noop("客数")
    SPEND = "spend", gettext_noop("客単価")
    DIFFERENCE = "difference", gettext_noop("違算")
    MISSING = "missing", gettext_noop("未提出")
