"""What the rules say in English, simply; the values themselves are written as the tools write them."""

from typing import Final

from shared.words import Genre, Location, Metric
from stream.chat.ledger import Status
from stream.chat.rules.intents import Intent
from stream.chat.rules.phrases import Phrases

_EXAMPLES: Final = (
    "“How many complaints last week?”, “What were yesterday's sales?”, “How do I wash my hands?”"
)

ENGLISH: Final = Phrases(
    silent={
        Intent.GREETING: "Hello. I answer from what is on record: daily reports, the board, documents, sales."
        f" Ask for example {_EXAMPLES}.",
        Intent.OFF_FIELD: "Sorry, I only answer from what is on record: reports, board, documents, sales.",
        Intent.PRIVATE: "Sorry, I give no personal data such as contacts or wages.",
        Intent.ORDERS: "Sorry, I cannot do that. What you can see follows from your rights; "
        "a question does not change them.",
        Intent.NOT_KEPT: "Sorry, figures are not kept by that. There are sales, customers and cash "
        "differences of each store and business day, and numbers of reports.",
        Intent.UNCLEAR: "I could not read what your question is about. Please name what you want to know "
        f"and a period: {_EXAMPLES}.",
        Intent.WHICH: "I could not read which day or which store you mean. Please name it, "
        "as in “reports on 11/14” or “complaints at the Shibuya store”.",
    },
    status={
        Status.EMPTY: "There is no such record.",
        Status.CLOSED: "{where}there is no record: no store was open.",
        Status.UNCOUNTED: "{where}days were filed, but without this figure "
        "(cash differences are of days on which the cash was counted).",
        Status.NO_STORE: "That store (or condition) was not found within what you can see. "
        "Please check the name.",
        Status.NO_PERIOD: "I could not read the period. "
        "Please write one of two years at most, like “last week” or “yesterday”.",
        Status.ONE_MONTH: "Goals are set by the month. Please name a single month, like “this month's goal”.",
        Status.FUTURE: "That period has not begun, so there is no record of it.",
        Status.NOT_ALLOWED: "Sorry, only area managers and the head office can see how stores rank.",
        Status.WRONG: "I could not read the conditions. Please say it in other words.",
        Status.AWAY: "The records could not be read. Please wait a moment and try again.",
    },
    sentences={
        "sales_of.sales": "{where}sales were **{sales}**. ",
        "sales_of.customers": "{where}customers were **{customers}**. ",
        "sales_of.spend": "{where}spend per customer was **{spend}**. ",
        "sales_of.also_sales": "Sales were {sales}. ",
        "sales_of.also_customers": "Customers were {customers}. ",
        "sales_of.also_spend": "Spend per customer was {spend}. ",
        "sales_of.change": "Sales against {base_period} ({base_sales}): {change}. ",
        "sales_of.year_change": "Against the same weekdays a year before ({year_sales}): {year_change}. ",
        "sales_of.best_day": "The best day was {best_day} with {best_day_sales}. ",
        "sales_of.missing": "Days not filed: {missing}; they are in no sum. ",
        "sales_of.missing_first": "{where}days without sales filed: **{missing}**. ",
        "sales_of.filed": "Days filed: {filed}. ",
        "claim_statistics.claims": "{where}{place}claims: **{claims}**. ",
        "claim_statistics.rate": "For {customers}, that is {rate} per thousand customers. ",
        "claim_statistics.same_claims": "Up to {through}: {same_claims}. ",
        "claim_statistics.missing": "Customers were not filed for {missing}, so the rate is rather high. ",
        "claim_statistics.base_claims": "{base_period}: {base_claims}. ",
        "report_statistics.total": "{where}{place}{genre}reports: **{total}**. ",
        "cash_differences.sum": "{where}cash differences: **{sum}** in all, on {off_days}. ",
        "cash_differences.largest": "The largest: {largest} on {largest_date}. ",
        "cash_differences.missing": "Days not filed: {missing}. ",
        "goal_status.target": "{where}sales target: **{target}**. ",
        "goal_status.sold": "Sold so far: {sold}. ",
        "goal_status.attainment": "Attainment: **{attainment}**. ",
        "goal_status.forecast": "Forecast: **{forecast}**. ",
        "goal_status.achievement_rate": "Achievement as the store noted it: {achievement_rate}. ",
        "compare_periods.both": "{where}{metric}: **{a}**; in {against}: {b}. ",
        "compare_periods.a": "{where}{metric}: **{a}**. ",
        "compare_periods.a_unfiled": "{where}{metric}: not filed. ",
        "compare_periods.a_none": "{where}{metric}: there is no record. ",
        "compare_periods.b": "In {against}: {b}. ",
        "compare_periods.b_unfiled": "{against}: not filed. ",
        "compare_periods.b_none": "{against}: there is no record. ",
        "compare_periods.same": "Up to the same day: {a_period}: {a_same}; {b_period}: {b_same}. ",
        "compare_periods.difference": "Difference: {difference}. ",
        "compare_periods.change": "Change: {change}. ",
        "search_reports.newest": "{where}reports read, newest first: {found}. ",
        "search_reports.found": "{where}reports read that fit best: {found}. ",
        "search_reports.reasons": "The records do not tell the reason for sure. "
        "As hints, {where}reports read: {found}. ",
        "search_board.found": "Posts read on the board that fit best: {found}. ",
        "gather_topic.found": "Records read that fit best: {found}. ",
    },
    labels={
        "target": "target ",
        "sold": "sold ",
        "attainment": "attainment ",
        "sales": "sales ",
        "customers": "customers ",
    },
    places={place: f"{place.value}, " for place in Location},
    genres={genre: f"{genre.value} " for genre in Genre},
    metrics={
        Metric.SALES: "sales",
        Metric.CUSTOMERS: "customers",
        Metric.SPEND: "spend per customer",
        Metric.DIFFERENCE: "cash differences",
        Metric.CLAIMS: "claims",
        Metric.REPORTS: "reports",
    },
    empty={
        "search_reports": "{where}no such report was found.",
        "search_board": "No such post was found on the board.",
        "search_knowledge": "Nothing was found in the documents.",
        "gather_topic": "{where}no such record was found.",
        "sales_of": "{where}no sales have been filed yet.",
        "cash_differences": "{where}no cash differences have been filed yet.",
        "compare_periods": "{where}nothing was filed for {metric} in either period.",
        "rank_stores": "{where}nothing was filed to rank by yet.",
        "goal_status": "{where}no goal is set.",
    },
    of_store="{store}, ",
    of_all="All stores you can see, ",
    of_period="{period}: ",
    no_goal="{where}no sales target is set. ",
    ranked="{where}by {metric}, highest first.",
    ranked_least="{where}by {metric}, lowest first.",
    more_rows="The table has the rest.",
    more_figures="I answer two things at once. Please ask for the others separately.",
    more_stores="That is as many stores as I answer at once. Please ask for the others separately.",
    unfinished="This period is not over yet, so the figures are not final.",
    none_missing="{where}no day is without sales.",
    newest="{where}reports.",
    nearest="These records were found.",
    manual="“{title}” says: [{n}]",
    see_also="Other documents on this:",
    between_labels=", ",
    quote="「{text}」",
)
