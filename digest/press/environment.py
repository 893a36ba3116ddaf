"""The Jinja environment of mail templates: sandboxed, strict, and quick over our own values.

A sandbox asks a dozen questions at every dot.  For the frozen values of a layout one is enough:
does the name begin with an underscore?
"""

from __future__ import annotations

from types import MethodType
from typing import Any

from jinja2 import StrictUndefined
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digest.model.layout import Block, Card, Footer, Layout, Masthead, Picture, Text, Words
from digest.model.service import Fact, NoticeLayout, Way
from digest.press.look import Inks, Type

_OURS = frozenset(
    {Block, Card, Fact, Footer, Inks, Layout, LoopContext, Masthead, NoticeLayout, Picture, Text}
    | {Way, Words}
)
_SPEAKING = frozenset({Type, Words})


class PageEnvironment(ImmutableSandboxedEnvironment):
    """Refuses private names, unsafe calls and unknown variables; quick over a layout's values."""

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute of a value; anything unusual is the sandbox's business."""
        if type(obj) in _OURS and attribute[:1] != "_":
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call; those of our own words and faces are known to be safe."""
        if type(obj) is MethodType and type(obj.__self__) in _SPEAKING:
            return context.call(obj, *args, **kwargs)
        return super().call(context, obj, *args, **kwargs)
