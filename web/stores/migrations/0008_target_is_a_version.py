"""A month's sales target is part of what its goal says: whoever changes it alone counts the version up too."""

from django.db import migrations

BEFORE = ("goal_text", "achievement_rate", "achievement_text")
SAYS = (*BEFORE, "sales_target")


def _counted(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"""
CREATE OR REPLACE TRIGGER count_version BEFORE UPDATE ON monthly_goals FOR EACH ROW
WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION count_version();
"""


class Migration(migrations.Migration):
    """The trigger on `monthly_goals`, made anew."""

    dependencies = [("stores", "0007_daily_targets")]
    operations = [migrations.RunSQL(_counted(SAYS), _counted(BEFORE))]
