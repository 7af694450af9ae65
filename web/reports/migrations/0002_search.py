"""Keyword search: the folding of a text, its bigrams, and a stored column of them under a GIN index.

`search_fold` makes one of full and half width (letters, digits, signs, kana) and of upper and lower case
(A to Z); the first 100,000 characters of a text are searched. `search_bigrams` holds every two characters that
follow each other, the last one alone, so that any part of a text is found, a single character as a prefix.
It takes linear time: what splits a text by position takes a minute for a long one.

Writing the column takes an ACCESS EXCLUSIVE lock: 90 s for 730,000 reports on two shared cores, 18 s more for
the index.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION search_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 200
RETURN "left"(lower(normalize(t, NFKC) COLLATE "C"), 100000);

CREATE FUNCTION search_bigrams(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000
RETURN (
    SELECT coalesce(array_to_tsvector(array_agg(rtrim(a || coalesce(b, ''), E' \\t\\r\\n'))), ''::tsvector)
    FROM (SELECT string_to_array(search_fold(t), NULL) AS characters) AS folded,
         unnest(characters, characters[2:]) AS pair (a, b)
    WHERE a NOT IN (' ', E'\\t', E'\\r', E'\\n')
);
"""

# Out of line where a row is long, and never compressed: a match reads a few lexemes of it. New entries wait in
# a short list (a search reads it whole): with none, an import took four times as long. The planner and we want
# to know how frequent a few thousand bigrams are.
COLUMN = """
ALTER TABLE daily_reports
    ADD COLUMN search tsvector STORAGE EXTERNAL
    GENERATED ALWAYS AS (search_bigrams(title || chr(10) || content)) STORED;
ALTER TABLE daily_reports ALTER COLUMN search SET STATISTICS 400;
CREATE INDEX daily_reports_search ON daily_reports USING gin (search) WITH (gin_pending_list_limit = 1024);
"""

BACK = """
ALTER TABLE daily_reports DROP COLUMN search;
DROP FUNCTION search_bigrams(text);
DROP FUNCTION search_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + COLUMN, BACK)]
