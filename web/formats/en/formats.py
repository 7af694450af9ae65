"""Dates with their weekday, and the 24-hour clock that the stores use."""

DATE_FORMAT = "D, M j, Y"
SHORT_DATE_FORMAT = "D, M j"
DATETIME_FORMAT = "D, M j, Y H:i"
SHORT_DATETIME_FORMAT = "D, M j H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "D, M j"
