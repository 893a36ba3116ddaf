"""The wall towards the news: documents in, frozen values out.

    address -> fetch (guard) -> bytes -> feed      parse_feed           -> ParsedFeed
                                      -> sitemap   parse_sitemap        -> ParsedSitemap
                                      -> text      parse_text_document  -> ParsedDocument
                                      -> page      article, front page

Everything that comes in here is written by strangers: sizes, times and depths are bounded, no
entity is expanded, no private address is reached, and text leaves as plain text.

Does not decide what is new or what leads, does not write to the database, and never asks the
time to judge a date.
"""
