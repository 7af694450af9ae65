"""The ground floor: C3's domain on psycopg 3. It knows no web framework and no model."""
