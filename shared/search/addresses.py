"""Where a text that was found opens: the very text, in c3-app."""

from shared.search.hybrid import Found
from shared.words import TextKind


def address(found: Found) -> str:
    """The path of its page in c3-app, without a host; a comment and a section with their own place on it."""
    match found.kind:
        case TextKind.REPORT:
            return f"/report/view/{found.id}/"
        case TextKind.POST:
            return f"/bbs/detail/{found.id}/"
        case TextKind.COMMENT:
            return f"/bbs/detail/{found.post_id}/?comment={found.id}#comment-{found.id}"
        case TextKind.KNOWLEDGE:
            return f"/knowledge/{found.document_id}/#s{found.position}"
    raise ValueError(found.kind)
