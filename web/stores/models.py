"""Areas, stores, their days' figures and their goals."""

from django.db import models

from shared.words import StoreKind
from web.columns import coded, in_words, written_at

MOST_YEN = 1_000_000_000_000  # a month's target above it was not meant


class Area(models.Model):
    """A group of stores."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        db_table = "areas"

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """A store, or the head office (`kind` hq); a trigger counts `version` up with every change."""

    store_id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    prefecture = models.CharField(max_length=20, blank=True, db_default="")
    address = models.CharField(max_length=200, blank=True, db_default="")
    kind = coded(StoreKind, db_default=StoreKind.STORE)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    changeover_hour = models.SmallIntegerField(db_default=5)
    version = models.IntegerField(db_default=1, editable=False)
    updated_at = written_at()

    class Meta:
        db_table = "stores"
        constraints = (
            in_words("stores", "kind", StoreKind),
            models.CheckConstraint(
                condition=models.Q(changeover_hour__range=(0, 23)), name="stores_changeover_hour_of_a_day"
            ),
        )

    def __str__(self) -> str:
        return self.name


class StoreDailyPerformance(models.Model):
    """One store's one business date: sales (円), customers, cash difference (円, may be negative).

    `registered_by` saved it last, at `updated_at`; a trigger counts `version` up with every change.
    """

    store = models.ForeignKey(Store, models.PROTECT)
    date = models.DateField()
    sales_amount = models.BigIntegerField()
    customer_count = models.IntegerField()
    cash_difference = models.IntegerField(null=True, blank=True)
    registered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, db_column="registered_by")
    created_at = written_at()
    updated_at = written_at()
    version = models.IntegerField(db_default=1, editable=False)

    class Meta:
        db_table = "store_daily_performances"
        constraints = (
            models.UniqueConstraint(fields=("store", "date"), name="performances_one_row_a_day"),
            models.CheckConstraint(
                condition=models.Q(sales_amount__gte=0, customer_count__gte=0),
                name="performances_not_negative",
            ),
        )
        indexes = (models.Index(fields=("date", "store"), name="performances_by_date"),)

    def __str__(self) -> str:
        return f"{self.store_id} {self.date}"


class PerformanceVersion(models.Model):
    """What a day's figures were before they were changed or deleted; triggers write it, nobody else does."""

    id = models.BigAutoField(primary_key=True)
    store = models.ForeignKey(Store, models.PROTECT)
    date = models.DateField()
    version = models.IntegerField()
    sales_amount = models.BigIntegerField()
    customer_count = models.IntegerField()
    cash_difference = models.IntegerField(null=True)
    registered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, db_column="registered_by")
    registered_at = models.DateTimeField()
    replaced_at = written_at()

    class Meta:
        db_table = "performance_versions"
        indexes = (models.Index(fields=("store", "date", "-id"), name="performance_versions_of_day"),)

    def __str__(self) -> str:
        return f"{self.store_id} {self.date} {self.version}"


class MonthlyGoal(models.Model):
    """One store's one month: a goal, its achievement (0-100 %) and a comment; `version` as with figures.

    `sales_target` is what the store means to sell in the month, in 円; the database spreads it over the days.
    """

    store = models.ForeignKey(Store, models.PROTECT)
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    goal_text = models.TextField()
    achievement_rate = models.SmallIntegerField(null=True, blank=True)
    achievement_text = models.TextField(blank=True, db_default="")
    sales_target = models.BigIntegerField(null=True, blank=True)
    updated_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, db_column="updated_by")
    updated_at = written_at()
    version = models.IntegerField(db_default=1, editable=False)

    class Meta:
        db_table = "monthly_goals"
        constraints = (
            models.UniqueConstraint(fields=("store", "year", "month"), name="goals_one_a_month"),
            models.CheckConstraint(
                condition=models.Q(month__range=(1, 12), year__range=(2000, 2100)), name="goals_real_month"
            ),
            models.CheckConstraint(
                condition=models.Q(achievement_rate__range=(0, 100)), name="goals_achievement_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(sales_target__range=(1, MOST_YEN)), name="goals_sales_target_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.store_id} {self.year}-{self.month:02}"


class DailyTarget(models.Model):
    """What a store means to sell on a business date, in 円: its month's `sales_target`, spread by weekday.

    Triggers write it when the target is set or the store's open days change, nobody else does: a target does
    not move with later sales.
    """

    pk = models.CompositePrimaryKey("store_id", "date")
    store = models.ForeignKey(Store, models.CASCADE, db_index=False)
    date = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "daily_targets"

    def __str__(self) -> str:
        return f"{self.store_id} {self.date}"


class StoreGroup(models.Model):
    """Stores that 本部 looks at together: a 業態, a 立地. A store may be in several."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        db_table = "store_groups"

    def __str__(self) -> str:
        return self.name


class StoreGroupMember(models.Model):
    """A store in a group."""

    pk = models.CompositePrimaryKey("group_id", "store_id")
    group = models.ForeignKey(StoreGroup, models.CASCADE, db_index=False)
    store = models.ForeignKey(Store, models.CASCADE)

    class Meta:
        db_table = "store_group_members"

    def __str__(self) -> str:
        return f"{self.group_id} {self.store_id}"
