"""How the book is made of the pages of this folder: `make book`."""

from __future__ import annotations

from digest import __version__

project = "digest"
version = release = __version__
copyright = "the people of digest"
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["deploy", "pictures"]

# A link to a page or to a heading that is not there is a warning, and a warning is an error.
myst_heading_anchors = 4
myst_enable_extensions = ["html_image"]
nitpicky = True

html_theme = "furo"
html_title = "digest"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"footer_icons": []}
# No page asks another server for anything.
html_use_opensearch = ""
pygments_style = "friendly"
pygments_dark_style = "monokai"
