"""The wall to the post: letters as bytes, one file for every way they leave, and what comes back.

    sheet (edition + letterhead) -compile, once-> pieces
    pieces + address, token, name -> the bytes of one letter       3 microseconds a reader
    parcel -> outbox | smtp | sendgrid -> answer
    sendgrid's reports, its suppression lists, a box of bounces -> events

A transport says of every reader: accepted, refused, surely not accepted, or uncertain.  It keeps
no ledger, chooses nobody and renders nothing; no foreign word leaves its own file.
"""
