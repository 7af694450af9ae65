"""What can be noticed in a question, one name for each thing that its words may stand for."""

from enum import StrEnum, auto


class Mark(StrEnum):
    """Something that a question says; by which words stands in `vocabulary` and `vocabulary_of_asking`."""

    # figures, and kinds of reports
    SALES = auto()
    CUSTOMERS = auto()
    SPEND = auto()
    DIFFERENCE = auto()
    GOAL = auto()
    MISSING = auto()
    CLAIM = auto()
    PRAISE = auto()
    ACCIDENT = auto()
    NOTE = auto()
    # places in a store
    KITCHEN = auto()
    HALL = auto()
    CASHIER = auto()
    TOILET = auto()
    # what is asked of them
    COUNT = auto()
    RATE = auto()
    TREND = auto()
    CHANGE = auto()
    CONTENT = auto()
    REASON = auto()
    COMPARE = auto()
    YEAR_BEFORE = auto()
    BEFORE = auto()
    MOST = auto()
    LEAST = auto()
    WORST = auto()
    WHICH_STORE = auto()
    WHERE = auto()
    WHICH_DAY = auto()
    BY_DAY = auto()
    BY_WEEK = auto()
    BY_PLACE = auto()
    BY_GENRE = auto()
    # where texts stand
    REPORTS = auto()
    HANDOVER = auto()
    MATTER = auto()
    BOARD = auto()
    OTHERS = auto()
    IDEAS = auto()
    MANUAL = auto()
    HOW_TO = auto()
    NORM = auto()
    GATHER = auto()
    # what is not answered
    NOT_KEPT = auto()
    NO_FIGURE = auto()
    OFF_FIELD = auto()
    PRIVATE = auto()
    ORDERS = auto()
    # derived from the rest of the question
    METRIC = auto()
    MOVED = auto()
    STORE = auto()
    ONE_PERIOD = auto()
    TWO_PERIODS = auto()
    THAN = auto()
    TWO_GENRES = auto()
    TWO_STORES = auto()
    PLACE = auto()
    TOPIC = auto()
