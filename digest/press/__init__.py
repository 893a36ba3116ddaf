r"""The printing wall: a layout becomes a mail's subject, HTML and text, and a web page.

    Layout (rules.layout) -> Press.set_page -> Edition        HTML and text with gaps
                          -> Press.web_page -> str            the archive's page, no reader in it
    final .eml bytes      -> lint.lint_message -> findings    the gate before every send

    templates/email/<name>/layout.mjml   MJML with Jinja    \
    templates/email/_parts/…             shared blocks       > skeleton, made once and kept
    templates/email/<name>/body.txt      the text part      /
    words.py                             the page's own words in four languages

An edition has two gaps, `%%<nonce>.TOKEN%%` in links and `%%<nonce>.NAME%%` in the greeting
("Good morning%%…NAME%%.").  NAME is filled with `rules.layout.salutation(name, language)`, which
brings its own comma or is empty: escaped in HTML, as it is in text.  TOKEN is the reader's token.

Does not choose or order stories, does not fill gaps, builds no message, sends nothing.
"""

from digest.press.page import Press

__all__ = ["Press"]
