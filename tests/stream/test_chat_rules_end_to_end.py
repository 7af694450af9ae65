import pytest

from shared.pool import new_pool
from tests.databases import own_database
from tests.stream.chat_asked import ask, write_demo


@pytest.fixture(scope="module")
def written(django_db_setup):
    with own_database() as url:
        write_demo(url)
        yield url


@pytest.fixture
async def pool(written):
    async with new_pool(written, 5) as pool:
        yield pool


from pathlib import Path

QS = [l.strip() for l in Path("/tmp/q3.txt").read_text().splitlines() if l.strip()]


async def test_look(pool):
    import time

    for line in QS:
        who, *rest = line.split("|")
        *b, q = rest[0].split(">>")
        t = time.time()
        try:
            a = await ask(pool, "demo-" + who, q.strip(), [x.strip() for x in b])
            print(f"\n##### {line}  {a.tools} unbacked={a.unbacked} {time.time() - t:.2f}s\n{a.text}")
        except BaseException as e:
            print("#####", line, "FAILED", repr(e))
