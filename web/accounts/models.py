"""People and their sessions."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models

from shared.words import Role, StoreKind
from web.columns import coded, in_words, written_at
from web.stores.models import Area, Store

user_id_validator = RegexValidator(
    r"^[A-Za-z0-9@._+-]{1,20}\Z", "ログインIDは半角の英数字と @ . _ + - で、20文字までです。"
)


class UserManager(BaseUserManager["User"]):
    """Makes people; the password is hashed here."""

    def create_user(self, user_id: str, password: str | None = None, **columns: Any) -> "User":
        """A new person; without a password they cannot log in."""
        user = self.model(user_id=user_id, **columns)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, user_id: str, password: str | None = None, **columns: Any) -> "User":
        """The first 本部 user, and the head office with it where there is none (store 1 when empty)."""
        head_office = Store.objects.filter(kind=StoreKind.HQ).order_by("store_id").first()
        head_office = head_office or Store.objects.create(name="本部", kind=StoreKind.HQ)
        columns.setdefault("last_name", "本部")
        columns.setdefault("store", head_office)
        return self.create_user(user_id, password, user_type=Role.ADMIN, **columns)


class User(AbstractBaseUser):
    """A person: `user_id` is the login, `store` where they work, `areas` what an area manager reads.

    `language` is empty until one is chosen. A trigger counts `version` up with every change of who they
    are and what they may do, another keeps since when they are in their store, and of the one before its
    number and since when they were there (None: since `created_at`).
    A temporary password was set by somebody else.
    """

    user_id = models.CharField("ログインID", max_length=20, primary_key=True, validators=[user_id_validator])
    store = models.ForeignKey(Store, models.PROTECT)
    user_type = coded(Role, db_default=Role.STAFF)
    last_name = models.CharField(max_length=40)
    first_name = models.CharField(max_length=40, blank=True, db_default="")
    email = models.EmailField(blank=True, db_default="")
    is_active = models.BooleanField(db_default=True, default=True)
    language = models.CharField(max_length=8, blank=True, db_default="")
    password_is_temporary = models.BooleanField(db_default=False, editable=False)
    version = models.IntegerField(db_default=1, editable=False)
    in_store_since = models.DateTimeField(null=True, editable=False)
    store_before = models.IntegerField(null=True, editable=False)
    before_since = models.DateTimeField(null=True, editable=False)
    created_at = written_at()
    updated_at = written_at()
    areas = models.ManyToManyField(Area, blank=True, db_table="area_managers", related_name="managers")

    objects = UserManager()

    USERNAME_FIELD = "user_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "users"
        constraints = (in_words("users", "user_type", Role),)

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}".strip() or self.user_id

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's; but a temporary password keeps its few rounds of hashing until there is an own one.

        To hash it anew at the first login would be a change of the password that nobody made.
        """
        if self.password_is_temporary:
            return check_password(raw_password, self.password)
        return super().check_password(raw_password)

    @property
    def is_staff(self) -> bool:
        """Django's name for: may open /admin/."""
        return self.is_active and self.user_type == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """本部 may do everything in /admin/."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """本部 sees every table in /admin/."""
        return self.is_staff


class Session(AbstractBaseSession):
    """Django's database session, with its person beside the payload so that `shared` can join it.

    One of c3-app-stream on another host names the one of c3-app that it was opened by, and ends with it.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True)
    opened_by = models.ForeignKey("self", models.DO_NOTHING, null=True, db_index=False, editable=False)

    class Meta(AbstractBaseSession.Meta):
        db_table = "sessions"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that writes these rows."""
        from web.accounts.sessions import SessionStore  # noqa: PLC0415  it needs this model

        return SessionStore


class EntryTicket(models.Model):
    """A way into c3-app-stream, good once and for a minute; of the ticket and of its browser, digests."""

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    session = models.ForeignKey(Session, models.DO_NOTHING, editable=False)
    state = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(editable=False)

    class Meta:
        db_table = "entry_tickets"

    def __str__(self) -> str:
        return f"{self.expires_at:%H:%M:%S}"
