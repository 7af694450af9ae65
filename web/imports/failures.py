"""Why an import could not be carried out, in a sentence that says what to do. Nothing was written then."""

from errno import EDQUOT, ENOSPC

import psycopg
from django import db
from psycopg import errors

from shared.words import gettext_noop
from web.imports.load import Busy, Overtaken

BUSY = gettext_noop("ほかの取り込みが動いています。終わってから、もう一度実行してください。")
DISK_FULL = gettext_noop(
    "ディスクに空きがありません。何も取り込んでいません。空きを作ってから、もう一度実行してください。"
)
OVERTAKEN = gettext_noop(
    "取り込みの間に、ほかの人が同じ行を保存しました。何も取り込んでいません。もう一度実行してください。"
)
UNREADABLE = gettext_noop("ファイルを読めません。何も取り込んでいません。")
DATABASE = gettext_noop(
    "データベースで取り込みが止まりました。何も取り込んでいません。もう一度実行してください。"
)
ALTERED = gettext_noop(
    "確認したファイルが変わっています。何も取り込んでいません。もう一度アップロードしてください。"
)
NO_HEAD_OFFICE = gettext_noop(
    "このファイルでは本部がなくなります。stores.csvに本部の店舗（kindはhq）を残してください。何も取り込んでいません。"
)
KEPT = {"stores_keep_a_head_office": NO_HEAD_OFFICE}


class Altered(Exception):
    """The files are not those that were uploaded."""


FAILURES = (Altered, Busy, Overtaken, OSError, db.Error, psycopg.Error)


def told(error: BaseException) -> str:
    """The sentence for one of `FAILURES`, a msgid."""
    cause = error.__cause__ if isinstance(error, db.Error) and error.__cause__ else error
    if is_disk_full(cause):
        return DISK_FULL
    if isinstance(cause, OSError):
        return UNREADABLE
    if isinstance(cause, errors.CheckViolation) and cause.diag.constraint_name in KEPT:
        return KEPT[cause.diag.constraint_name]
    known = {Busy: BUSY, Overtaken: OVERTAKEN, Altered: ALTERED, errors.DeadlockDetected: OVERTAKEN}
    known |= {errors.LockNotAvailable: OVERTAKEN, errors.IntegrityError: OVERTAKEN}
    return next((reason for kind, reason in known.items() if isinstance(cause, kind)), DATABASE)


def is_disk_full(error: BaseException | None) -> bool:
    """True when there was no room, here or where the database is."""
    if isinstance(error, OSError):
        return error.errno in {ENOSPC, EDQUOT}
    return isinstance(error, errors.DiskFull)
