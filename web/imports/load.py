"""An import: every file is read and checked, then all of it is written in one transaction, or nothing.

The rows go by COPY into temporary staging tables of texts, where SQL checks them as sets and counts what is
new and what changes. Then new rows are inserted, batch after batch, and changed rows are changed last: the
site is in use meanwhile, and whoever saves one of these rows waits for the end. No table is locked. Python
holds one row at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import LiteralString

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from psycopg import sql

from shared import audit
from shared.db import one
from shared.words import gettext_noop
from web.imports import statements
from web.imports.asking import rows, run
from web.imports.kinds import BLANKS
from web.imports.outcome import Count, Example, Outcome
from web.imports.shapes import Target
from web.imports.staging import Progress, Source, Staged, Tell, check, stage
from web.imports.statements import typed
from web.imports.tables import FILES, STORES, USERS

BATCH = 20_000  # lines in one statement: its triggers are shown all of its rows at once

COMPARING = gettext_noop("今の内容と比べています")
WRITING = gettext_noop("書き込み中")


class Busy(Exception):
    """Another import is running; it is to be waited for."""


class Overtaken(Exception):
    """Somebody saved a row that the import was about to write. Nothing was written; a new try will see it."""


def _nobody(_: object) -> None:
    """Hears, and does nothing."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with the files.

    `by` is the person who imports, where known. `password` is the hash with which new people log in; without
    one they cannot. `tell` hears of the progress. `agree` is called before anything is written, with what
    would be, and `finish` when all is, both in the transaction: they may refuse, by raising.
    """

    is_dry: bool = False
    by: str | None = None
    password: str = ""
    tell: Tell = _nobody
    agree: Callable[[Outcome], object] = _nobody
    finish: Callable[[Outcome], object] = _nobody


def carry_out(sources: Sequence[Source], order: Order) -> Outcome:
    """Import the files, or say what is wrong with them; a dry run says what would change and writes nothing.

    Raises:
        Busy: another import is running.
        Overtaken: somebody changed the same rows meanwhile; nothing was written.
        OSError, django.db.Error, psycopg.Error: a file or the database is away; nothing was written.
    """
    by_name = {source.name: source for source in sources}
    with transaction.atomic():
        _prepare(order)
        shelf = [stage(file, by_name[file.name], order.tell) for file in FILES if file.name in by_name]
        outcome = check(shelf, order.tell)
        if not outcome.wrongs:
            outcome = _loaded(shelf, order)
        if outcome.wrongs or order.is_dry:
            transaction.set_rollback(True)
        else:
            order.finish(outcome)
    return outcome


# An import whose process has died ends within two seconds; one that has to wait for somebody gives up after a
# minute. Hosts that limit how long a statement may take mean the statements of pages.
SETTINGS = (
    ("statement_timeout", "0"),
    ("lock_timeout", "60s"),
    ("idle_in_transaction_session_timeout", "0"),
    ("client_connection_check_interval", "2s"),
    ("work_mem", "64MB"),
    ("jit", "off"),
    ("c3.audit", "summed"),
)


def _prepare(order: Order) -> None:
    """Foreign keys are checked with each statement: a million checks would wait in memory for the commit."""
    if not rows(sql.SQL("SELECT pg_try_advisory_xact_lock(hashtext('c3.import'))"))[0][0]:
        raise Busy
    for name, value in (*SETTINGS, ("c3.user_id", order.by or "")):
        rows(sql.SQL("SELECT set_config({}, {}, true)").format(sql.Literal(name), sql.Literal(value)))
    run(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"))


def _loaded(shelf: Sequence[Staged], order: Order) -> Outcome:
    """Count what is new and what changes; then, unless it is a dry run, write it."""
    if any(staged.file.name == "stores" for staged in shelf):
        run(sql.SQL(BARE_AREAS).format(typed(STORES), blanks=sql.Literal(BLANKS)))
        run(sql.SQL(NEW_AREAS).format(typed(STORES)))
    plans = [_plan(staged, target, order) for staged in shelf for target in staged.file.targets]
    planned = Outcome([_count(staged, plans) for staged in shelf])
    if order.is_dry:
        return planned
    order.agree(planned)
    _write(plans, order)
    return Outcome([_count(staged, plans) for staged in shelf])


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a file brings to a table."""

    staged: Staged
    target: Target
    read: int
    new: int
    changed: int
    examples: list[Example]


def _plan(staged: Staged, target: Target, order: Order) -> _Plan:
    order.tell(Progress(COMPARING, staged.name))
    read, new, changed = rows(statements.counts(staged.file, target, staged.columns))[0]
    names = statements.compared(target, staged.columns)
    found = rows(statements.examples(staged.file, target, staged.columns)) if changed else []
    examples = [
        Example(
            line, [list(change) for change in zip(names, old, new_, strict=True) if change[1] != change[2]]
        )
        for line, old, new_ in found
    ]
    return _Plan(staged, target, read, new, changed, examples)


def _write(plans: Sequence[_Plan], order: Order) -> None:
    """Write the rows, the areas of area managers with them, and the event of the audit log."""
    has_people = any(plan.target.table == "users" for plan in plans)
    managers = rows(sql.SQL(NEW_MANAGERS).format(typed(USERS)))[0][0] if has_people else []
    run(sql.SQL(LEFT_AREAS).format(sql.Literal(managers)))
    _write_rows(plans, order)
    run(sql.SQL(AREAS_OF_MANAGERS).format(sql.Literal(managers)))
    if has_people:
        run(sql.SQL(AREAS_OF_OTHERS).format(typed(USERS)))
    if written := {plan.target.table: plan.new + plan.changed for plan in plans if plan.new + plan.changed}:
        one(connection, audit.imported(order.by, written))


def _write_rows(plans: Sequence[_Plan], order: Order) -> None:
    """New rows in the order in which they name each other, then what changes, then what waited for that."""
    for plan in plans:
        if plan.staged.file.leaves:
            _change(plan, order)
        if not plan.staged.file.waits:
            _add(plan, order)
    for plan in plans:
        if not plan.staged.file.leaves:
            _change(plan, order)
        if plan.staged.file.waits:
            _add(plan, order)


def _add(plan: _Plan, order: Order) -> None:
    if plan.new:
        if plan.target.counted:
            rows(statements.count_on(plan.staged.file, plan.target))
        are_all_new = plan.new == plan.read
        statement = partial(statements.insert, plan.staged.file, plan.target, are_all_new)
        _in_batches(plan, order, [statement], plan.new)


def _change(plan: _Plan, order: Order) -> None:
    if plan.changed:
        file = plan.staged.file
        turns = (file.leaves, "NOT " + file.leaves) if file.leaves else ("true",)
        statement = partial(statements.update, file, plan.target, plan.staged.columns)
        _in_batches(plan, order, [partial(statement, only) for only in turns], plan.changed)


def _in_batches(
    plan: _Plan,
    order: Order,
    turns: Sequence[Callable[[Mapping[str, sql.Literal]], sql.Composed]],
    expected: int,
) -> None:
    """Run each statement for all lines. Raises `Overtaken` when they wrote other than `expected` rows."""
    last, written = plan.staged.last_line, 0
    fixed = {"by": sql.Literal(order.by), "password": sql.Literal(order.password or make_password(None))}
    for statement, low in product(turns, range(1, last + 1, BATCH)):
        order.tell(Progress(WRITING, plan.staged.name, low, last))
        written += run(statement({**fixed, "low": sql.Literal(low), "high": sql.Literal(low + BATCH)}))
    if written != expected:
        raise Overtaken


def _count(staged: Staged, plans: Sequence[_Plan]) -> Count:
    """The file's rows, and how many are in its tables now."""
    of_file = [plan for plan in plans if plan.staged is staged]
    total = sql.SQL("SELECT count(*) FROM {}")
    return Count(
        staged.name,
        sum(plan.read for plan in of_file),
        sum(plan.new for plan in of_file),
        sum(plan.changed for plan in of_file),
        sum(rows(total.format(sql.Identifier(plan.target.table)))[0][0] for plan in of_file),
        [example for plan in of_file for example in plan.examples][: statements.EXAMPLES],
    )


# An area that an import before named with blanks around it is the same one.
BARE_AREAS: LiteralString = """
    UPDATE areas a SET name = btrim(a.name, {blanks})
    WHERE a.name <> btrim(a.name, {blanks})
      AND EXISTS (SELECT FROM {} s WHERE s.area = btrim(a.name, {blanks}))
      AND NOT EXISTS (
          SELECT FROM areas b WHERE b.id <> a.id AND btrim(b.name, {blanks}) = btrim(a.name, {blanks}))"""
NEW_AREAS: LiteralString = """
    INSERT INTO areas (name)
    SELECT DISTINCT s.area FROM {} s
    WHERE s.area IS NOT NULL AND NOT EXISTS (SELECT FROM areas a WHERE a.name = s.area) ORDER BY 1
    ON CONFLICT DO NOTHING"""
# Area managers get their store's area when they become it, and when they come to another store: in the place
# of that of the store they leave. What else 本部 gave or took later stays.
NEW_MANAGERS: LiteralString = """
    SELECT coalesce(array_agg(s.user_id), '{{}}')
    FROM {} s LEFT JOIN users u USING (user_id)
    WHERE s.role = 'area' AND (u.user_type <> 'area' OR u.store_id <> s.store_id) IS NOT FALSE"""
LEFT_AREAS: LiteralString = """
    DELETE FROM area_managers m USING users u JOIN stores t USING (store_id)
    WHERE u.user_id = ANY ({}::text[]) AND m.user_id = u.user_id AND m.area_id = t.area_id"""
AREAS_OF_MANAGERS: LiteralString = """
    INSERT INTO area_managers (user_id, area_id)
    SELECT u.user_id, t.area_id FROM users u JOIN stores t USING (store_id)
    WHERE u.user_id = ANY ({}::text[]) AND t.area_id IS NOT NULL
    ON CONFLICT DO NOTHING"""
AREAS_OF_OTHERS: LiteralString = """
    DELETE FROM area_managers m USING {} s WHERE m.user_id = s.user_id AND s.role <> 'area'"""
