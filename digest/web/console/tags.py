"""The console's words in a template; these are built in, so that no page has to load them.

{% say "today.title" %}   {% say "today.in" span=row.countdown %}   {% day line.day "full" %}
{% moment at %}   {% moment local "hour" zone=digest.zone %}   {{ n|number }}
{{ "digest thaw"|code }}   {{ error|foreign }}   {% moment at as when %}{% say "…" at=when %}
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from digest.web.console import words

register = template.Library()


@register.simple_tag
def say(phrase: str, **values: object) -> SafeString:
    """The phrase of that id, its gaps filled."""
    return words.say(phrase, **values)


@register.simple_tag
def day(when: date, form: str = "long") -> str:
    """A day: `long`, `full` with its weekday, `short`."""
    return words.day(when, form)


@register.simple_tag
def moment(when: datetime | None, form: str = "long", zone: str = "") -> SafeString | str:
    """An instant as `<time>`, with its zone; nothing where there is none."""
    if not when:
        return ""
    told = words.moment(when, form, zone)
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), told)


@register.simple_tag
def name(group: str, kept: str) -> str:
    """What is kept as an id, in words: {% name "standing" row.state %}; an unknown one as it is."""
    phrase = f"{group}.{kept}"
    return words.say(phrase) if words.knows(phrase) else conditional_escape(kept)


@register.filter
def number(value: int) -> SafeString:
    """A whole number as the language writes it."""
    return words.number(value)


@register.filter
def code(command: object) -> SafeString:
    """What is typed as it stands: a command, a setting, a key."""
    return format_html('<code dir="ltr">{}</code>', str(command).strip())


@register.filter
def foreign(text: object) -> SafeString:
    """English words of elsewhere, marked as English in other languages."""
    return words.foreign(text)


@register.filter
def did(act: str) -> SafeString:
    """What somebody did, by the id of the audit, which is filtered by."""
    return words.labelled(f"did.{act}", act)


@register.simple_tag
def why(term: str, particulars: str) -> SafeString:
    """A term of the reasons why a story is in."""
    return words.labelled(f"why.{term}", particulars)


@register.simple_tag
def out(reason: str, particulars: str) -> SafeString:
    """Why a story is not in."""
    return words.labelled(f"out.{reason}", particulars)
