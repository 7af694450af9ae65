"""The application that answers under /analysis/api/, mounted beside NiceGUI's pages."""

from fastapi import FastAPI

from stream.api import docs, faults, graphs, months

DESCRIPTION = """
The figures of the managers' pages, by the same statements and for the same reader: sign in at C3, and the
cookie of your session counts here too. You are told about the stores that you may read; all else is a 404.

Amounts are whole 円. Dates are business dates: 00:30 belongs to the day before where a store changes over at
5 o'clock. A day that nobody has filed is null (未提出), never 0. The head office is in no figure.
"""

api = FastAPI(
    title="C3",
    version="1",
    description=DESCRIPTION,
    openapi_url="/openapi.json",
    docs_url=None,
    redoc_url=None,
    responses=faults.OTHER_ANSWERS,
)
api.include_router(graphs.router)
api.include_router(months.router)
api.include_router(docs.router)
faults.answer_with_sentences(api)
