"""An invented chain: the demo of `make run`, and the same generator scaled up for benchmarks.

Nothing in it is real. Under the noise lie stories for analytics and the chat to find ("ago": before its end):

- Store 2 (the demo logins' store): on Friday evenings the kitchen cannot keep up and guests complain about
  waiting; its グエンさん is praised again and again; 9 days ago a dish with egg was stopped on its way to a
  child with an allergy, and the board took up its red tags.
- Store 3: cash differences of 500 to 3,000 円 nearly every second day, until 55 days ago it began to count in
  pairs every two hours. It told the board; since then there are hardly any.
- Store 4: in the last 30 days guests complain about the toilet (smell, no paper, dirty in the evening); 6
  days ago it asked the board for help, and the best answer is a rota of even and odd hours.
- Store 5: 20 days ago the refrigerator stood at 12℃ in the morning, a box in its door; all was thrown away.
- Store 7: opened within the period; waits at first, sales grow for eight weeks.
- Everywhere: a report about a cash difference tells the very figure of that day.
- The board: 本部 announces something to all every Monday, in a month's first week to be confirmed, which most
  people did. In the last day and a half store 2 asked about its starters; its 店長, its area manager and
  本部 announced something. Who logs in finds a few things unread, on whatever day the demo is started.
"""
