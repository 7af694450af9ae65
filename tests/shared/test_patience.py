"""A network that is lost without a word is noticed within seconds, on every connection of a process."""

from django.db import connection

from shared.db import PATIENCE
from shared.pool import new_pool

TOLD = {name: str(value) for name, value in PATIENCE.items()}


def test_djangos_connection_has_it(db):
    connection.ensure_connection()
    assert connection.connection.info.get_parameters().items() >= TOLD.items()


async def test_a_pools_connections_have_it(database):
    async with new_pool(database, 1) as pool, pool.connection() as one:
        assert one.info.get_parameters().items() >= TOLD.items()
