"""A browser that may be pushed to. Headless Chromium reaches no push service: `subscribe` is given a
subscription of the tests' own service, with real keys; all the rest is the browser's."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.house import House
from tests.pushing import Phone, PushServer

SUBSCRIPTIONS = """
(() => {
  const KEPT = "test subscription";
  const plain = text => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = text => Uint8Array.from(plain(text), sign => sign.charCodeAt());
  const wrapped = ({ said, key }) => ({
    endpoint: said.endpoint,
    options: { applicationServerKey: bytes(key).buffer },
    toJSON: () => said,
    unsubscribe: async () => { localStorage.removeItem(KEPT); return true; },
  });
  const kept = () => JSON.parse(localStorage.getItem(KEPT));
  PushManager.prototype.getSubscription = async () => kept() && wrapped(kept());
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey: key }) => {
    if (!userVisibleOnly || Notification.permission !== "granted") throw new Error("not allowed");
    localStorage.setItem(KEPT, JSON.stringify({ said: await newPhone(), key }));
    return wrapped(kept());
  };
  navigator.setAppBadge = async number => { window.shownNumber = number; };
})();
"""
CLICKED = """async tag => {
  const done = [];
  WindowClient.prototype.focus = async function () { done.push(`focus ${new URL(this.url).pathname}`); };
  Clients.prototype.openWindow = async url => { done.push(`open ${url.replace(location.origin, "")}`); };
  const [notification] = await registration.getNotifications({ tag });
  const event = new NotificationEvent("notificationclick", { notification });
  const waited = [];
  event.waitUntil = promise => waited.push(promise);
  dispatchEvent(event);
  await Promise.all(waited);
  return done;
}"""


@dataclass
class Pushed:
    """A browser whose push service is the tests' own; `phones` are its subscriptions, the newest last."""

    context: BrowserContext
    house: House
    service: PushServer
    phones: list[Phone] = field(default_factory=list)

    def subscription(self) -> dict[str, Any]:
        """A new one."""
        self.phones.append(self.service.phone(f"/{id(self)}/{len(self.phones)}"))
        return self.phones[-1].subscription()

    def messages(self) -> list[dict[str, Any]]:
        """What came for this browser, as its service worker is given it."""
        by_path = {phone.endpoint.removeprefix(self.service.url): phone for phone in self.phones}
        return [by_path[post.path].read(post.body) for post in self.service.posts if post.path in by_path]

    def known(self) -> list[tuple[str, int]]:
        """What C3 knows of this browser: whose it is, and which of its subscriptions."""
        with self.house.database() as connection:
            rows = connection.execute("SELECT endpoint, user_id FROM push_subscriptions").fetchall()
        owners = {str(endpoint): str(user_id) for endpoint, user_id in rows}
        numbered = ((number, phone.endpoint) for number, phone in enumerate(self.phones))
        return [(owners[endpoint], number) for number, endpoint in numbered if endpoint in owners]


def may_be_pushed_to(context: BrowserContext, house: House, service: PushServer) -> Pushed:
    """The browser, which has leave to show notifications."""
    browser = Pushed(context, house, service)
    context.grant_permissions(["notifications"], origin=house.web.rstrip("/"))
    context.expose_function("newPhone", browser.subscription)
    context.add_init_script(SUBSCRIPTIONS)
    return browser


def turn_on(phone: Pushed) -> Page:
    """As a person does, from その他; the page 通知."""
    page = phone.context.new_page()
    page.goto(f"{phone.house.web}accounts/profile/")
    page.get_by_role("link", name="通知").click()
    page.get_by_role("button", name="この端末で受け取る").tap()
    expect(page.locator("[data-told]")).to_have_text("この端末で受け取っています。")
    return page


def deliver(page: Page, message: str) -> None:
    """Bring it to the service worker, as the browser's push service does; and wait until it is shown."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    devtools = page.context.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        page.wait_for_timeout(100)
    origin = page.evaluate("location.origin")
    devtools.send(
        "ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found[-1], "data": message}
    )
    page.wait_for_timeout(500)
    devtools.detach()


def notifications(page: Page) -> list[dict[str, Any]]:
    """What the device shows now."""
    found: list[dict[str, Any]] = page.evaluate(
        """navigator.serviceWorker.ready
        .then(registration => registration.getNotifications())
        .then(all => all.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, data })))"""
    )
    return found


def click(page: Page, tag: str) -> list[str]:
    """Click the notification; what the worker does. A window opens for a real finger alone: that is noted."""
    (worker,) = page.context.service_workers
    done: list[str] = worker.evaluate(CLICKED, tag)
    return done
