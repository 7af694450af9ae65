"""What is to be told is written down in the transaction of its event: for whom it is, who have a device."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from shared.dates import now
from tests.cast import CAST
from tests.days import day
from tests.web.announcing import announce
from tests.web.posting import announce_to, begin, write_post
from tests.web.reporting import REGISTER, typed
from tests.web.talking import a_comment, a_post, say
from web.accounts.models import User
from web.notify.models import PushMessage, PushSubscription
from web.reports.models import DailyReport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everybody_has_a_device(db):
    for user in User.objects.all():
        PushSubscription.objects.create(
            user=user, endpoint=f"https://push.example.jp/{user.pk}", session_digest=user.pk
        )


def told() -> list[tuple[str, str]]:
    """To whom what kind of message is to be sent."""
    return sorted(PushMessage.objects.values_list("user_id", "kind"))


def report(**changed: object) -> DailyReport:
    said = {"store_id": CAST.shibuya, "user_id": CAST.staff, "date": day(0), "genre": "claim"}
    words = {"location": "hall", "title": "秘密の題", "content": "山田様に3000円を返金"}
    return DailyReport.objects.create(**said | words | changed)


def test_an_answer_is_told_to_the_writer_of_the_post(browser_of, cast):
    made = a_post()
    say(browser_of(cast.other_staff), made, "番号札です")
    assert told() == [(cast.staff, "answer")]
    message = PushMessage.objects.get()
    assert message.address.startswith(f"/bbs/detail/{made}/?comment=")
    assert "#comment-" in message.address


def test_a_reply_and_a_mention_are_told_to_whom_they_concern(browser_of, cast):
    made = a_post()
    parent = a_comment(made)
    say(browser_of(cast.manager), made, "@hq-admin どうでしょう", parent=parent)
    assert told() == [(cast.admin, "mention"), (cast.staff, "answer"), (cast.other_staff, "answer")]


def test_a_mention_in_a_post_is_told_without_a_comment(browser_of, cast):
    made = write_post(browser_of(cast.staff), content="@umeda-staff どうですか")
    assert told() == [(cast.other_staff, "mention")]
    assert PushMessage.objects.get().address == f"/bbs/detail/{made}/"


def test_a_form_that_is_sent_twice_tells_once(browser_of, cast):
    made, form_id = a_post(), str(uuid4())
    for _ in range(2):
        say(browser_of(cast.other_staff), made, "番号札です", form_id=form_id)
    assert len(told()) == 1


def test_what_is_rolled_back_tells_nobody(cast):
    with transaction.atomic():
        report()
        assert told()
        transaction.set_rollback(True)
    assert told() == []


def test_who_has_no_device_gets_no_row(browser_of, cast):
    PushSubscription.objects.all().delete()
    say(browser_of(cast.other_staff), a_post(), "番号札です")
    announce(ahead=3)
    report()
    assert told() == []


def test_a_must_read_is_told_to_whom_it_is_for(browser_of, cast):
    form = announce_to(cast.umeda, due_on=day(3).isoformat())
    made = write_post(browser_of(cast.admin), **form)
    assert told() == [(cast.other_manager, "must_read"), (cast.other_staff, "must_read")]
    assert {message.address for message in PushMessage.objects.all()} == {f"/bbs/detail/{made}/"}


def test_a_must_read_for_everybody_is_not_told_to_its_writer(cast):
    announce(ahead=3)
    assert {person for person, _ in told()} == {
        cast.staff, cast.manager, cast.other_staff, cast.other_manager, cast.area,
    }  # fmt: skip


def test_news_that_nobody_has_to_confirm_is_not_told(cast):
    announce(cast.shibuya)
    announce()
    announce(ahead=-2)
    assert told() == []


def test_a_must_read_that_is_due_today_is_told_after_midnight_too(cast):
    """The business date of a store that has not closed yet is the calendar's yesterday."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Asia/Tokyo')::date - 1")
        (yesterday,) = cursor.fetchone()
    announce(ahead=(yesterday - day(0)).days)
    assert {kind for _, kind in told()} == {"must_read"}


def test_news_that_becomes_a_must_read_is_told_then_and_once(browser_of, cast):
    browser = browser_of(cast.admin)
    made = write_post(browser, **announce_to(cast.umeda))
    assert told() == []
    form = begin(browser, made) | {"due_on": day(3).isoformat()}
    assert browser.post(f"/bbs/edit/{made}/", form).status_code == 302
    assert len(told()) == 2
    form = begin(browser, made) | {"title": "別の題", "stores": [cast.umeda, cast.shibuya]}
    assert browser.post(f"/bbs/edit/{made}/", form).status_code == 302
    assert {person for person, _ in told()} == {
        cast.staff, cast.manager, cast.other_staff, cast.other_manager,
    }  # fmt: skip
    assert len(told()) == 4


def test_a_reminder_is_told_again(browser_of, cast):
    made = announce(cast.umeda, ahead=3)
    PushMessage.objects.all().delete()
    browser_of(cast.admin).post(f"/bbs/{made}/remind/")
    assert told() == [(cast.other_manager, "must_read"), (cast.other_staff, "must_read")]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bbs_reminders SET reminded_at = now() - interval '2 hours'")
    browser_of(cast.admin).post(f"/bbs/{made}/remind/")
    assert len(told()) == 4


@pytest.mark.parametrize("genre", ["claim", "accident"])
def test_a_claim_is_told_to_the_manager_of_the_store(browser_of, cast, genre):
    assert browser_of(cast.staff).post(REGISTER, typed(genre=genre)).status_code == 302
    assert told() == [(cast.manager, "incident")]
    message = PushMessage.objects.get()
    assert message.address == f"/report/view/{message.source_id}/"


def test_what_is_no_incident_or_ones_own_is_not_told(cast):
    report(genre="praise")
    report(genre="other")
    report(user_id=cast.manager)
    report(store_id=cast.shinjuku)
    assert told() == []


def test_a_report_that_becomes_a_claim_is_told_once(cast):
    made = report(genre="other")
    for genre in ("claim", "other", "accident"):
        DailyReport.objects.filter(pk=made.pk).update(genre=genre)
    assert told() == [(cast.manager, "incident")]


def test_an_import_of_old_reports_tells_nobody(cast):
    report(date=now().date() - timedelta(days=30))
    assert told() == []


def test_no_row_holds_a_word_that_somebody_wrote(browser_of, cast):
    report()
    announce(ahead=3, title="秘密の題")
    say(browser_of(cast.other_staff), a_post(), "山田様に3000円を返金")
    assert PushMessage.objects.count() > 5
    for row in PushMessage.objects.values_list():
        assert all(word not in str(row) for word in ("秘密", "山田", "3000", "佐藤"))
