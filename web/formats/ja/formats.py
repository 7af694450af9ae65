"""Dates with their weekday, times with two digits: Django's own `ja` prints 6:17 and no weekday."""

DATE_FORMAT = "Y年n月j日(D)"
SHORT_DATE_FORMAT = "n/j(D)"
DATETIME_FORMAT = "Y年n月j日(D) H:i"
SHORT_DATETIME_FORMAT = "n/j(D) H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "n月j日(D)"
