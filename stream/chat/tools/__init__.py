"""What the chat looks up, thin over `shared`. Who asks comes from the runtime, and is no argument."""

from langchain_core.tools import BaseTool


def tools() -> list[BaseTool]:
    """All of them, in the order in which a model reads of them."""
    from stream.chat.tools.counts import claim_statistics, report_statistics  # noqa: PLC0415  langchain is heavy
    from stream.chat.tools.figures import compare_periods, rank_stores, sales_of  # noqa: PLC0415  as above
    from stream.chat.tools.money import cash_differences, goal_status  # noqa: PLC0415  as above
    from stream.chat.tools.texts import (  # noqa: PLC0415  as above
        gather_topic,
        search_board,
        search_knowledge,
        search_reports,
    )

    return [
        search_reports, search_board, search_knowledge, report_statistics, claim_statistics, sales_of,
        cash_differences, goal_status, compare_periods, gather_topic, rank_stores,
    ]  # fmt: skip
