"""Why an import could not be carried out, in a sentence that says what to do. Nothing was written then."""

from errno import EDQUOT, ENOSPC

import psycopg
from django import db
from django.utils.translation import gettext as _
from psycopg import errors

from web.imports.load import Busy, Overtaken

FAILURES = (Busy, Overtaken, OSError, db.Error, psycopg.Error)


def told(error: BaseException) -> str:
    """The sentence for one of `FAILURES`."""
    cause = error.__cause__ if isinstance(error, db.Error) and error.__cause__ else error
    if isinstance(error, Busy):
        return _("ほかの取り込みが動いています。終わってから、もう一度実行してください。")
    if isinstance(cause, errors.DiskFull) or (isinstance(cause, OSError) and cause.errno in {ENOSPC, EDQUOT}):
        return _(
            "ディスクに空きがありません。何も取り込んでいません。空きを作ってから、もう一度実行してください。"
        )
    if isinstance(
        cause, Overtaken | errors.DeadlockDetected | errors.LockNotAvailable | errors.IntegrityError
    ):
        return _(
            "取り込みの間に、ほかの人が同じ行を保存しました。何も取り込んでいません。もう一度実行してください。"
        )
    if isinstance(cause, OSError):
        return _("ファイルを読めません(%(error)s)。何も取り込んでいません。") % {
            "error": cause.strerror or cause
        }
    return _("データベースで取り込みが止まりました(%(error)s)。何も取り込んでいません。") % {
        "error": type(cause).__name__
    }
