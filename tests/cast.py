"""A small chain with people whose reach differs; made once, committed, and never changed by a test."""

from dataclasses import dataclass
from datetime import date

from shared.words import Role, StoreKind

PASSWORD = "c3-test-2026"
OPENED = date(2020, 4, 1)


@dataclass(frozen=True)
class Cast:
    """Store numbers and login ids of the chain."""

    head_office: int = 1
    shibuya: int = 2
    shinjuku: int = 3
    umeda: int = 4
    staff: str = "shibuya-staff"
    manager: str = "shibuya-manager"
    other_staff: str = "umeda-staff"
    other_manager: str = "umeda-manager"
    area: str = "tokyo-area"
    admin: str = "hq-admin"


CAST = Cast()


def make_cast() -> None:
    """Write the chain: 本部, 渋谷店 and 新宿店 in 東京, 梅田店 in 大阪, and its people."""
    # pytest loads this before Django's settings
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from web.accounts.models import User  # noqa: PLC0415
    from web.stores.models import Area, Store  # noqa: PLC0415

    tokyo, osaka = Area.objects.create(name="東京"), Area.objects.create(name="大阪")
    Store.objects.create(name="本部", kind=StoreKind.HQ)
    for name, area in (("渋谷店", tokyo), ("新宿店", tokyo), ("梅田店", osaka)):
        Store.objects.create(name=name, area=area, opened_on=OPENED)
    password = make_password(PASSWORD)
    people = (
        (CAST.staff, CAST.shibuya, Role.STAFF, "佐藤", "美咲"),
        (CAST.manager, CAST.shibuya, Role.MANAGER, "鈴木", "健"),
        (CAST.other_staff, CAST.umeda, Role.STAFF, "田中", "蓮"),
        (CAST.other_manager, CAST.umeda, Role.MANAGER, "高橋", "結衣"),
        (CAST.area, CAST.head_office, Role.AREA, "伊藤", "誠"),
        (CAST.admin, CAST.head_office, Role.ADMIN, "山本", "彩"),
    )
    for user_id, store, role, last_name, first_name in people:
        User.objects.create(
            user_id=user_id,
            store_id=store,
            user_type=role,
            last_name=last_name,
            first_name=first_name,
            password=password,
        )
    User.objects.get(user_id=CAST.area).areas.add(tokyo)
