"""Why a file is not taken: each a sentence (a msgid) that says what to do."""

from shared.words import gettext_noop

EMPTY = gettext_noop("文字がありません。中身を確かめて、もう一度選んでください。")
PICTURE = gettext_noop(
    "このPDFは写真（画像）だけで、文字がありません。文字を選べるPDFか、もとのWordファイルを選んでください。"
)
GARBLED = gettext_noop("このPDFの文字は読み取れません。もとのWordファイルを選んでください。")
LOCKED = gettext_noop("パスワードが付いています。パスワードを外して保存してから、もう一度選んでください。")
BROKEN = gettext_noop(
    "ファイルが壊れているか、途中で切れています。手元で開けることを確かめて、もう一度選んでください。"
)
TOO_HEAVY = gettext_noop(
    "ファイルが大きすぎるか複雑すぎて、読み取れません。いくつかに分けて、もう一度選んでください。"
)
TOO_LONG = gettext_noop("長すぎます（50万文字、500節、500ページまで）。いくつかの資料に分けてください。")
MACROS = gettext_noop(
    "マクロの入ったWordファイルは使えません。「Word文書（.docx）」で保存してから、もう一度選んでください。"
)
NOT_WORD = gettext_noop(
    "Wordのファイルではありません。「Word文書（.docx）」で保存してから、もう一度選んでください。"
)
OLD_WORD = gettext_noop(
    "古い形式（.doc）か、パスワードの付いたWordファイルです。"
    "パスワードなしの「Word文書（.docx）」で保存してから、もう一度選んでください。"
)
NOT_PDF = gettext_noop("PDFのファイルではありません。開けることを確かめて、もう一度選んでください。")
NOT_TEXT = gettext_noop(
    "文字だけのファイルではありません。UTF-8かShift_JISで保存してから、もう一度選んでください。"
)
STOPPED = gettext_noop("読み取りの途中で止まりました。もう一度読み取ってください。")
NO_ROOM = gettext_noop(
    "ディスクに空きがなく、読み取れませんでした。空きを作ってから、もう一度読み取ってください。"
)
EVERY = (
    EMPTY,
    PICTURE,
    GARBLED,
    LOCKED,
    BROKEN,
    TOO_HEAVY,
    TOO_LONG,
    MACROS,
    NOT_WORD,
    OLD_WORD,
    NOT_PDF,
    NOT_TEXT,
)
AGAIN = frozenset({STOPPED, NO_ROOM, TOO_HEAVY})  # the same file may be read another time


class Unreadable(Exception):
    """The file cannot be read; `reason` is one of the sentences above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
