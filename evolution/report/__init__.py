"""The report of a run: one page of HTML and one of Markdown that stand on their own."""
