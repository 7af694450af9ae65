"""Words of the trade that mean the same."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from web.accounts.models import User
from web.columns import written_at


class Synonyms(models.Model):
    """Words that a search takes for each other (違算, レジ誤差, 過不足); 本部 changes them."""

    id = models.BigAutoField(primary_key=True)
    terms = ArrayField(models.CharField(max_length=40))
    updated_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, db_column="updated_by")
    updated_at = written_at()

    class Meta:
        db_table = "search_synonyms"

    def __str__(self) -> str:
        return "、".join(self.terms)
