"""The wall to the database: the Django app with models, migrations and query functions.

    values in -> one short transaction -> values out

Models hold fields and constraints; they do not send, fetch or render.  Where the flow asks, it
gets frozen values of `digest.model`; where a million rows pass, the SQL is written out.  The two
engines are SQLite (one machine) and PostgreSQL (many); every function here is tested on both.

Decides nothing (that is `digest.rules`), never calls the network, sends no signal.
"""
