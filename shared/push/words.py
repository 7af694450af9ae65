"""The vocabularies of push messages."""

from shared.words import Word, gettext_noop


class PushKind(Word):
    """What a person may turn off by itself."""

    ANSWER = "answer", gettext_noop("自分の投稿・コメントへの返事")
    MENTION = "mention", gettext_noop("自分へのメンション")
    MUST_READ = "must_read", gettext_noop("必読のお知らせ")
    INCIDENT = "incident", gettext_noop("自店のクレームと事故")
    MISSING = "missing", gettext_noop("自店の日報の出し忘れ")


class PushState(Word):
    """How far a message is; `dropped`: there was nothing to tell any more, or nobody to tell it to."""

    WAITING = "waiting", gettext_noop("送信待ち"), "info"
    SENT = "sent", gettext_noop("送信済み"), "good"
    DROPPED = "dropped", gettext_noop("送らない")
    FAILED = "failed", gettext_noop("送れませんでした"), "bad"


class PushTitle(Word):
    """All that a lock screen shows: no name, no amount, no word that somebody wrote."""

    MENTION = "mention", gettext_noop("あなたへのメンションがあります")
    ANSWER = "answer", gettext_noop("あなたの投稿にコメントがつきました")
    REPLY = "reply", gettext_noop("あなたのコメントに返信がつきました")
    BEST = "best", gettext_noop("あなたのコメントがベストアンサーに選ばれました")
    MUST_READ = "must_read", gettext_noop("必読のお知らせがあります")
    CLAIM = "claim", gettext_noop("クレームの日報が登録されました")
    ACCIDENT = "accident", gettext_noop("事故の日報が登録されました")
    MISSING = "missing", gettext_noop("日報がまだ登録されていません")
