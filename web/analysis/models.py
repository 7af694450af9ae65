"""What the managers' application keeps: saved views, and what days and months sum to."""

from itertools import product

from django.db import models

from shared.words import AnalysisPage, Genre, Location, Role
from web.accounts.models import User
from web.columns import coded, in_words, written_at
from web.stores.models import Store


class AnalysisView(models.Model):
    """A question to the figures under a name: a person's own, or 本部's for everybody of a role.

    `query` is the query string of its page, with the period counted from today (`offset`), so that it
    does not grow old. `is_default`: the page opens with it.
    """

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(User, models.CASCADE, null=True, db_column="owner", db_index=False)
    role = coded(Role, null=True)
    page = coded(AnalysisPage)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)
    is_default = models.BooleanField(db_default=False)
    saved_by = models.ForeignKey(User, models.SET_NULL, null=True, db_column="saved_by", related_name="+")
    saved_at = written_at()

    class Meta:
        db_table = "analysis_views"
        constraints = (
            in_words("analysis_views", "page", AnalysisPage),
            in_words("analysis_views", "role", Role),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True, role__isnull=False)
                | models.Q(owner__isnull=False, role__isnull=True),
                name="analysis_views_of_a_person_or_a_role",
            ),
            models.UniqueConstraint(
                fields=("owner", "role", "name"), name="analysis_views_one_name", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=("owner", "role", "page"),
                name="analysis_views_one_default",
                condition=models.Q(is_default=True),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.name


class ReportDayCount(models.Model):
    """How many reports one store's one business date has, by genre and location; triggers count them."""

    pk = models.CompositePrimaryKey("store_id", "date")
    store = models.ForeignKey(Store, models.CASCADE, db_index=False)
    date = models.DateField()

    class Meta:
        db_table = "report_day_counts"
        indexes = (models.Index(fields=("date", "store"), name="report_day_counts_by_date"),)

    def __str__(self) -> str:
        return f"{self.store_id} {self.date}"


class ReportMonthCount(models.Model):
    """The same of a calendar month, so that a year of a large chain is read in little time."""

    pk = models.CompositePrimaryKey("store_id", "month")
    store = models.ForeignKey(Store, models.CASCADE, db_index=False)
    month = models.DateField()  # its first day

    class Meta:
        db_table = "report_month_counts"

    def __str__(self) -> str:
        return f"{self.store_id} {self.month:%Y-%m}"


for _genre, _location in product(Genre, Location):
    ReportDayCount.add_to_class(f"{_genre}_{_location}", models.SmallIntegerField(db_default=0))
    ReportMonthCount.add_to_class(f"{_genre}_{_location}", models.IntegerField(db_default=0))


class StoreMonthlyPerformance(models.Model):
    """The sums of a store's days in a calendar month (円, customers), as triggers keep them.

    `filed` days have figures, `off_days` of them a 違算 other than 0. `target` is the sum of the days'
    targets, `target_sales` what was sold on days that have one; each is NULL without such days.
    """

    pk = models.CompositePrimaryKey("store_id", "month")
    store = models.ForeignKey(Store, models.CASCADE, db_index=False)
    month = models.DateField()  # its first day
    sales_amount = models.BigIntegerField(null=True)
    customer_count = models.BigIntegerField(null=True)
    cash_difference = models.BigIntegerField(null=True)
    off_days = models.SmallIntegerField(db_default=0)
    filed = models.SmallIntegerField(db_default=0)
    target = models.BigIntegerField(null=True)
    target_sales = models.BigIntegerField(null=True)

    class Meta:
        db_table = "store_monthly_performances"

    def __str__(self) -> str:
        return f"{self.store_id} {self.month}"


class FigureChange(models.Model):
    """So many changes of a month's figures, in all months where none is named; triggers count them.

    The sum over some months is as it was exactly while none of their figures has changed.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(null=True)  # its first day
    changes = models.BigIntegerField(db_default=1)

    class Meta:
        db_table = "figure_changes"
        indexes = (models.Index(fields=("month",), name="figure_changes_by_month"),)

    def __str__(self) -> str:
        return f"{self.month or ''} {self.changes}"
