"""Small sets of files for imports, and the command run on them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import CommandError
from psycopg import sql

from shared.settings import ROOT

STORES = """store_id,name,prefecture,address,opened_on,kind,area,changeover_hour
1,本部,東京都,東京都千代田区1-1,2012-04-01,,,
12,神田店,東京都,"東京都千代田区神田1-2,1F",2019/04/01,store,北,4
13,上野店,,,,,北,
"""
USERS = """user_id,store_id,role,last_name,first_name,email,is_active
kanda-1,12,manager,中村,空,nakamura@example.com,true
kanda-2,12,staff,小林,,,1
kita,12,area,加藤,海,,はい
ueno-1,13,staff,吉田,陸,,false
"""
PERFORMANCES = """store_id,date,sales_amount,customer_count,cash_difference,registered_by,created_at
12,2026-11-20,412300,156,-120,kanda-1,2026-11-20T23:10:00+09:00
12,2026/11/21,0,0,,,2026-11-21 23:10+0900
13,2026-11-20,98000,41,0,,2026-11-20T14:10:00Z
"""
REPORTS = """report_id,store_id,user_id,date,genre,location,title,content,post_to_bbs,created_at
5001,12,kanda-2,2026-11-20,claim,hall,お待たせした,"金曜の夜、
""3番卓""でお待たせした",true,2026-11-20T22:10:00+09:00
5002,13,ueno-1,2026-11-20,praise,kitchen,味をほめられた,味噌汁をほめられた,false,2026-11-20T22:40:00+09:00
"""
POSTS = """post_id,store_id,user_id,report_id,genre,title,content,created_at
701,12,kanda-2,5001,claim,お待たせした,皆さんはどうしていますか,2026-11-20T22:11:00+09:00
702,13,ueno-1,,other,お知らせ,棚卸しは月末です,2026-11-21T10:00:00+09:00
"""
COMMENTS = """comment_id,post_id,user_id,content,is_best_answer,created_at
801,701,ueno-1,番号札を配っています,true,2026-11-21T09:00:00+09:00
802,701,kanda-1,試します,false,2026-11-21T09:30:00+09:00
"""
REACTIONS = """target,target_id,user_id,kind,created_at
post,701,ueno-1,naruhodo,2026-11-21T09:00:00+09:00
post,701,ueno-1,iine,2026-11-21T09:00:01+09:00
comment,801,kanda-1,iine,2026-11-21T09:31:00+09:00
"""
GOALS = """store_id,year,month,goal_text,achievement_rate,achievement_text
12,2026,11,待ち時間を10分までに,80,週末がまだ長い
13,2026,11,笑顔で迎える,,
"""
WHOLE = {
    "stores": STORES,
    "users": USERS,
    "performances": PERFORMANCES,
    "reports": REPORTS,
    "bbs_posts": POSTS,
    "bbs_comments": COMMENTS,
    "bbs_reactions": REACTIONS,
    "goals": GOALS,
}
TABLES = (
    *("areas", "stores", "users", "area_managers", "store_daily_performances", "daily_reports", "bbs_posts"),
    *("bbs_comments", "bbs_reactions", "bbs_comment_reactions", "monthly_goals", "embedding_queue"),
    *("performance_versions", "report_versions"),
)


@dataclass(frozen=True)
class Ran:
    """What the command came to."""

    code: int
    out: str
    err: str

    @property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """By file: read, new, changed, unchanged, rows of its tables."""
        lines = (line.split(".csv: ") for line in self.out.splitlines() if ".csv: " in line)
        return {
            name: tuple(
                int("".join(filter(str.isdigit, part))) for part in rest.replace("・", " ").split()[1::2]
            )
            for name, rest in lines
        }

    @property
    def wrongs(self) -> list[str]:
        """The lines that name a mistake."""
        return [line for line in self.err.splitlines() if ".csv:" in line]


def written(folder: Path, **files: str | bytes) -> Path:
    """The folder with these files, `<name>.csv`, in it; text as UTF-8."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def imported(folder: Path, *options: str) -> Ran:
    """Import in this process, on Django's own connection."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_csv", str(folder), *options, stdout=out, stderr=err)
    except CommandError as error:
        return Ran(error.returncode, out.getvalue(), f"{err.getvalue()}{error}")
    return Ran(0, out.getvalue(), err.getvalue())


def command(folder: Path, *options: str) -> list[str]:
    """The command as a person types it."""
    return [sys.executable, "-m", "web", "import_csv", str(folder), *options]


def run(url: str, folder: Path, *options: str, **environment: str) -> Ran:
    """Import as a process of its own, into the database `url`."""
    ran = subprocess.run(
        command(folder, *options),
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, **environment},
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def everything(url: str) -> dict[str, list[Any]]:
    """Every row of the tables that an import writes, with the transaction that wrote it."""
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(
                sql.SQL("SELECT t.xmin::text, t::text FROM {} t ORDER BY 2").format(sql.Identifier(table))
            ).fetchall()
            for table in TABLES
        }
