"""What digest shows over HTTP (contract section 5): thin views over queries and verbs.

    request -> SecurityHeaders -> urls -> public/   archive, feed, readers' own pages
                                          console/  operators, behind a login
                                          hooks/    what providers report
                                          health.py livez, readyz;  metrics.py

GET never changes anything.  A reader's token opens that reader's pages and nothing else.  Every
link is built from the configured root, never from a request.  No page asks a third party for a
font, a script or a style, and none needs JavaScript.

Decides nothing, renders no mail, holds no query of its own: that is `digest.store.reading`,
`digest.store.figures` and `digest.store.consent`.
"""
