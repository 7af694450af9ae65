"""`{% load board %}`: a post in a list, the form that searches the board, reactions below a text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shared.board import Listed, Writing
from shared.open_post import OpenPost, Pulse
from shared.tally import Tally
from shared.words import Audience, Genre, Reaction
from web.board import detail
from web.board.asked import Asked
from web.board.cards import Card
from web.pages.templatetags.c3 import chip, icon, iso, jdatetime, jshort
from web.reports.templatetags.reports import cover

register = template.Library()

NOTHING: Final = SafeString("")
# In Python, because a page has twenty of them, as with the cards of reports.
CARD: Final = """
<article class="report{unread}">
  <div class="report-text">
    <div class="row">{marks}{genre}{best}</div>
    <h3><a class="report-link" href="/bbs/detail/{id}/">{title}</a></h3>
    <p class="excerpt">{excerpt}</p>
    <p class="meta"><span>{store}</span><span>{author}</span>{written}</p>
    <p class="meta post-counts">{comments}{reactions}{new_comments}</p>
  </div>
  {cover}
</article>"""


@register.simple_tag
def post_card(card: Card) -> SafeString:
    """The post, with what of it is new to the viewer, and whether it is an announcement."""
    post = card.post
    card_html = CARD.format(
        unread=" report-unread" if post.is_new or post.has_new_comments else "",
        marks=SafeString("").join(_marks(post)),
        genre=chip(post.genre, "genre"),
        best=_chip("good", "check", _("ベストアンサーあり")) if post.has_best_answer else NOTHING,
        id=post.id,
        title=card.title,
        excerpt=card.excerpt,
        store=escape(post.store_name),
        author=escape(post.author),
        written=format_html(
            '<time datetime="{}">{}</time>', iso(post.created_at), jdatetime(post.created_at)
        ),
        comments=_count(
            "comment", ngettext("コメント %(n)s件", "コメント %(n)s件", post.comments), post.comments
        ),
        reactions=_count(
            "praise", ngettext("リアクション %(n)s件", "リアクション %(n)s件", post.reactions), post.reactions
        ),
        new_comments=_new(_("新しいコメント")) if post.has_new_comments else NOTHING,
        cover=cover(card.cover, len(post.pictures)) if card.cover else NOTHING,
    )
    return SafeString(card_html)  # every part is escaped or our own


@register.simple_tag
def board_search(asked: Asked, stores: Sequence[Writing]) -> SafeString:
    """The form that searches the board, as it was filled in."""
    draw = _search if asked.keyword else _kept_search
    return draw(asked.keyword, asked.genre, asked.store, asked.sort, tuple(stores), get_language())


@register.filter
def kinds(tally: Tally) -> list[tuple[str, int, bool]]:
    """Each kind of reaction: its code, how many there are, and whether the viewer's is among them."""
    return [(kind, tally[kind], kind in tally["mine"]) for kind in Reaction.codes()]  # type: ignore[literal-required]


@register.filter
def known(pulse: OpenPost | Pulse) -> str:
    """What the page knows of the counts, for its next question."""
    return detail.known(pulse)


def _search(
    keyword: str,
    genre: str,
    store: int | None,
    sort: str,
    stores: tuple[Writing, ...],
    language: str | None,
) -> SafeString:
    """Drawn in `language`, the active one."""
    filled = {"keyword": keyword, "genre": genre, "store": store, "sort": sort}
    return render_to_string("board/_search.html", filled | {"stores": stores, "genres": list(Genre)})


_kept_search = lru_cache(maxsize=200)(_search)  # without words there are few of them


def _marks(post: Listed) -> list[SafeString]:
    """新着, お知らせ and for whom, 必読 and until when; or that the viewer has confirmed it."""
    marks = [_new(_("新着"))] if post.is_new else []
    if post.audience:
        marks.append(
            _chip("info", "announcement", _("お知らせ: %(audience)s") % {"audience": _for_whom(post)})
        )
    if post.is_confirmed:
        marks.append(_chip("good", "check", _("必読・確認済み")))
    elif post.due_on:
        marks.append(_chip("warn", "warning", _("必読 %(day)sまで") % {"day": jshort(post.due_on)}))
    return marks


def _for_whom(post: Listed) -> str:
    return post.area or _(Audience.of(post.audience or Audience.ALL).label)


def _chip(tone: str, drawing: str, text: str) -> SafeString:
    return format_html('<span class="chip tone-{}">{}{}</span>', tone, icon(drawing, "icon-small"), text)


def _new(text: str) -> SafeString:
    return format_html('<span class="chip chip-new">{}</span>', text)


def _count(drawing: str, sentence: str, count: int) -> SafeString:
    told = sentence % {"n": f"{count:,}"}
    return format_html('<span class="post-count">{}{}</span>', icon(drawing, "icon-small"), told)
