"""What digest sees in a document, told as plain objects: what `digest inspect` prints.

    target (file, address, standard input) | opening    bounded, unpacked, fetched by the guard
                                           | documents  read by kind, in the contract's shape
    headline, date text                    | texts      grouped, dated

Needs no configuration, no database and no Django, and imports only what the kind asked for needs.
Keeps nothing, chooses nothing; joins feeds and rules as `bootstrap` joins the whole house.
"""
