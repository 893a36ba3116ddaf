"""What an installation needs, looked at: for `digest doctor` and for the console's page of settings.

    finding.py   what is said of one thing: fine, to look at, bad; and what to do
    here.py      this machine      there.py   sources, post, site      back.py   what comes back
    domain.py    SPF, DKIM and DMARC of the sending domain, asked of the name service
    looking.py   all of it in order
    trying.py    one thing asked for now: a login, a key, a domain, an alarm

Changes nothing and mends nothing.
"""
