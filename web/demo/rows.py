"""What the generator yields: each class is a table, its fields are the columns."""

from datetime import date, datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from shared.words import Audience


class Area(NamedTuple):
    id: int
    name: str


class Store(NamedTuple):
    store_id: int
    name: str
    prefecture: str
    address: str
    kind: str
    area_id: int | None
    opened_on: date
    changeover_hour: int


class StoreGroup(NamedTuple):
    id: int
    name: str


class StoreGroupMember(NamedTuple):
    group_id: int
    store_id: int


class User(NamedTuple):
    """`password` is a hash; "!" is one that nobody can log in with."""

    user_id: str
    store_id: int
    user_type: str
    last_name: str
    first_name: str
    password: str
    created_at: datetime


class AreaManager(NamedTuple):
    user_id: str
    area_id: int


class Document(NamedTuple):
    id: int
    kind: str
    title: str
    body: str
    uploaded_by: str
    created_at: datetime
    updated_at: datetime


class Section(NamedTuple):
    document_id: int
    position: int
    title: str
    heading: str
    level: int
    content: str


class Goal(NamedTuple):
    store_id: int
    year: int
    month: int
    goal_text: str
    achievement_rate: int | None
    achievement_text: str
    sales_target: int
    updated_by: str
    updated_at: datetime


class Performance(NamedTuple):
    """Amounts in 円; `date` is a business date."""

    store_id: int
    date: date
    sales_amount: int
    customer_count: int
    cash_difference: int
    registered_by: str
    created_at: datetime
    updated_at: datetime


class Report(NamedTuple):
    id: int
    store_id: int
    user_id: str
    date: date
    genre: str
    location: str
    title: str
    content: str
    post_to_bbs: bool
    created_at: datetime
    updated_at: datetime


class Post(NamedTuple):
    """From `announced_at` on an announcement, 必読 until `due_on`."""

    id: int
    store_id: int
    user_id: str
    report_id: int | None
    genre: str
    title: str
    content: str
    created_at: datetime
    updated_at: datetime
    announced_at: datetime | None = None
    audience: str = Audience.ALL
    area_id: int | None = None
    due_on: date | None = None


class PostStore(NamedTuple):
    """A store that an announcement is addressed to."""

    post_id: int
    store_id: int


class Comment(NamedTuple):
    """`parent_id` is the comment that it answers."""

    id: int
    post_id: int
    user_id: str
    content: str
    is_best_answer: bool
    created_at: datetime
    updated_at: datetime
    parent_id: int | None = None


class PostReaction(NamedTuple):
    post_id: int
    user_id: str
    kind: str
    created_at: datetime


class CommentReaction(NamedTuple):
    comment_id: int
    user_id: str
    kind: str
    created_at: datetime


class Read(NamedTuple):
    """A person has opened a post; `comment_id` was its newest comment then (0: none)."""

    user_id: str
    post_id: int
    comment_id: int
    seen_at: datetime


class Confirmation(NamedTuple):
    """確認しました."""

    post_id: int
    user_id: str
    version: int
    confirmed_at: datetime


class Notice(NamedTuple):
    """A person is told of a comment until `done_at`."""

    user_id: str
    kind: str
    post_id: int
    comment_id: int
    created_at: datetime
    done_at: datetime | None


class Shot(NamedTuple):
    """A photo somebody took for a report: not yet a picture, hence in no table."""

    report_id: int
    user_id: str
    subject: str
    created_at: datetime


class Image(NamedTuple):
    """A kept picture; `width` and `height` in pixels, `digest` the SHA-256 of what was drawn."""

    report_id: int
    uploaded_by: str
    form_id: UUID
    name: str
    thumbnail: str
    width: int
    height: int
    digest: str
    created_at: datetime


Row: TypeAlias = (
    Area
    | Store
    | StoreGroup
    | StoreGroupMember
    | User
    | AreaManager
    | Document
    | Goal
    | Performance
    | Report
    | Section
    | Post
    | PostStore
    | Comment
    | PostReaction
    | CommentReaction
    | Read
    | Confirmation
    | Notice
    | Shot
    | Image
)

# In the order in which rows may name each other; goals behind the figures that weigh their days.
TABLES: dict[type[Row], str] = {
    Area: "areas",
    Store: "stores",
    StoreGroup: "store_groups",
    StoreGroupMember: "store_group_members",
    User: "users",
    AreaManager: "area_managers",
    Document: "knowledge_documents",
    Section: "knowledge_vectors",
    Performance: "store_daily_performances",
    Goal: "monthly_goals",
    Report: "daily_reports",
    Post: "bbs_posts",
    PostStore: "bbs_post_stores",
    Comment: "bbs_comments",
    PostReaction: "bbs_reactions",
    CommentReaction: "bbs_comment_reactions",
    Read: "bbs_reads",
    Confirmation: "bbs_confirmations",
    Notice: "bbs_notices",
    Image: "report_images",
}
