"""What stands in a file that somebody uploads: Markdown, text, PDF or Word become sections.

The files may be hostile. `python -m web.knowledge.reading` reads one in a process of its own, which has hard
limits, no database and no secrets (`apart`); nothing else opens a PDF or a Word file.
"""
