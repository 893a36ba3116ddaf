"""Pages for everybody and for one reader each.

    archive.py   home, archive, permalink, feed         edition -> printed.py -> page
    reader.py    view, unsubscribe                      token -> scope.py -> store -> page
    centre.py    preferences: form.py, desk.py       token -> scope.py -> store -> page
    subscribe.py the form: kept, answered afterwards    brake -> store -> soon.py
    answer.py    confirm, refuse: what a mail asks      token of a notice -> store -> soon.py
    printed.py   an edition's HTML made safe to show    no reader's link, or this reader's own
    page.py      the frame: words, colours, headers

Sets no cookie.  Shows an address only masked: whoever holds a forwarded mail must not learn it.
"""
