"""What phones send that was written without a network: each is made once, and answered for a script.

`state`: made (201) and was_made (200): done. refused (422, 404): not as it is, see `errors`. conflict (409):
a person decides. login (401, 403): sign in, then again. stale (403): a new CSRF token, then again. away (503)
and broken (500): again later.
"""
