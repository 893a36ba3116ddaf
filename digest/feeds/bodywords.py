"""Phrases that are not news: the house talking about itself, captions, heads of other lists.

Phrases stand between bars, in lower case.  More languages are welcome: a phrase that a reporter would write does not belong.
"""

from __future__ import annotations


def _phrases(table: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in table.split("|"))


def has_phrase(lower: str, phrases: tuple[str, ...]) -> bool:
    """Whether any of the phrases stands in the text, which is given in lower case."""
    for phrase in phrases:  # noqa: SIM110 - asked for every line of every page; any() takes twice the time
        if phrase in lower:
            return True
    return False


SERVICE = _phrases("""
    cookie | gdpr | privacy policy | terms of use | terms of service | personal data |
    datenschutz | javascript | your browser | your account | your comment | your inbox |
    your device | ad blocker | adblocker | ad-blocker | datos personales | données personnelles |
    netiquette | kommentier | leserkommentar | comments are | comments will be | comment section |
    comments section | comment policy | moderated | moderation | your email address |
    required fields
""")
"""Cookies, accounts, comment rules."""

HOUSE = _phrases("""
    © | all rights reserved | alle rechte | copyright | newsletter | subscri | sign up | login |
    log in | advertisement | read more | lesen sie auch | lire aussi | click here | follow us |
    follow him | follow her | abonn | anmelden | e-mail | whatsapp | facebook | instagram |
    twitter | share this | download | app store | google play | podcast | contact us |
    get in touch | read: | more: | related: | watch: | also read | see also
""")
"""Invitations and notices of the paper."""

CAPTION = _phrases("""
    file photo | photo by | photo: | photograph by | photograph: | (photo | getty | afp/ | /afp |
    ap photo | reuters/ | /reuters | shutterstock | (dpa | /dpa | dpa/ | pictured | foto: | image: | credit: |
    photographer | screenshot | symbolbild | archivbild | picture alliance | imago
""")
"""Words of picture lines."""

RELATED_HEAD = _phrases("""
    related | more from | more on | more in | more stories | more news | read more | read next |
    read also | also read | you may | you might | recommended | trending | most read |
    most popular | most viewed | latest | popular | don't miss | don’t miss | see also | up next |
    in case you missed | mehr zum | mehr aus | mehr zu | weitere | das könnte | lesen sie |
    auch interessant | lire aussi | à lire | sur le même | más noticias | más sobre | más leíd |
    te puede | lo más | relacionad | leggi anche | les også | läs mer | läs också | czytaj |
    zobacz | 関連 | 人気 | おすすめ | あわせて
""")
"""Beginnings of heads over lists of other stories."""

END_HEAD = _phrases("""
    comment | kommentar | leserkommentar | commentaire | comentario | commenti | leave a reply |
    leave a comment | join the conversation | join the discussion | post a comment |
    view comments | show comments | discussion | responses | tag | topics | schlagw | themen |
    filed under | about the author | über den autor | sign up | newsletter
""")
"""Beginnings of heads after which no text follows."""
