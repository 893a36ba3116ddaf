"""Where providers report what became of a mail.  The routes begin with `/hooks/`."""
