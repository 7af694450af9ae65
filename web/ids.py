"""Ids of rows in addresses."""

from django.urls.converters import IntConverter

from web.columns import LARGEST_ID


class IdConverter(IntConverter):
    """`<id:…>` in an address: a number that a row may have. Any other is no address of ours: it is a 404, and
    no statement is asked with a number that PostgreSQL cannot hold."""

    def to_python(self, value: str) -> int:
        """The number. Raises ValueError, by which Django knows that the address is another one."""
        number = super().to_python(value)
        if not 0 < number <= LARGEST_ID:
            raise ValueError(value)
        return number
