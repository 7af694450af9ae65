"""Which addresses a push message is sent to, and what a browser is called."""

import pytest

from shared.push.devices import Device, is_device, is_endpoint, is_public, short_name
from tests.pushing import Phone

GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:APA91b_-x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QOXx",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d%3d",
    "https://push.example.jp:443/one",
]
BAD = [
    "",
    "http://push.example.jp/one",
    "https://localhost/one",
    "https://push/one",
    "https://10.0.0.1/one",
    "https://169.254.169.254/latest/meta-data/",
    "https://8.8.8.8/one",
    "https://2130706433/one",
    "https://0x7f.1/one",
    "https://[::1]/one",
    "https://[::ffff:10.0.0.1]/one",
    "https://[/one",
    "https://db.internal/one",
    "https://printer.local/one",
    "https://c3.localhost/one",
    "https://push.example.jp:22/one",
    "https://push.example.jp:99999/one",
    "https://user:password@push.example.jp/one",
    "https://push.example.jp@10.0.0.1/one",
    "https://push.example.jp\\@10.0.0.1/one",
    "https://push.example.jp/one\r\nHost: other",
    "https://push.example.jp/" + "a" * 1000,
    "ftp://push.example.jp/one",
    "javascript:alert(1)",
    "https://通知.jp/one",
]


@pytest.mark.parametrize("endpoint", GOOD)
def test_a_push_service_of_the_public_net_is_sent_to(endpoint):
    assert is_endpoint(endpoint, is_laptop=False)


@pytest.mark.parametrize("endpoint", BAD)
def test_nothing_else_is(endpoint):
    assert not is_endpoint(endpoint, is_laptop=False)


def test_a_laptop_may_try_it_on_itself():
    assert is_endpoint("http://127.0.0.1:8080/one", is_laptop=True)
    assert not is_endpoint("ftp://127.0.0.1/one", is_laptop=True)
    assert not is_endpoint("one", is_laptop=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_an_address_of_the_public_net(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "push.example.jp", ""),
    ],
)
def test_an_address_of_a_network_within(address):
    assert not is_public(address)


def test_a_device_has_a_point_of_the_curve_and_a_secret():
    phone = Phone("https://push.example.jp/one").subscription()
    good = Device(phone["endpoint"], **phone["keys"], agent="")
    assert is_device(good, is_laptop=False)
    for changed in (
        {"p256dh": ""},
        {"p256dh": good.auth},
        {"p256dh": "A" * 87},
        {"auth": ""},
        {"auth": "A" * 21},
        {"auth": "鍵"},
        {"auth": "a b"},
        {"endpoint": "http://push.example.jp/one"},
    ):
        fields = {"endpoint": good.endpoint, "p256dh": good.p256dh, "auth": good.auth, "agent": ""}
        assert not is_device(Device(**fields | changed), is_laptop=False), changed


WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"(iPhone; CPU iPhone OS 18_5 like Mac OS X) {WEBKIT} Version/18.5 Safari/604.1", "iPhone Safari"),
        (f"(Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Android Chrome"),
        (f"(Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/140.0.0.0", "Windows Edge"),
        ("(Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Mac Firefox"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_its_person_knows_it(agent, name):
    assert short_name(f"Mozilla/5.0 {agent}") == name
