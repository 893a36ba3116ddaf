"""The operators' pages, behind a login: what happens today and what needs a person.

    today.py    issues of the day with state and balance · uncertain, failed, paused · frozen · alive
    report.py   what became of an issue: returns, clicks, its digest's last 30 days
    issue.py    one issue: its balance, its batches, the copies that need a look
    site.py     Django's admin for superusers: a look at the rows, hardly a change

Shows what the commands of `digest` answer; it sends nothing.
"""
