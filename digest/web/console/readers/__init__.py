"""The readers' pages of the console: who they are, what was sent to them, and who is never mailed.

    search.py     a reader among a million        person.py    one reader's history, and what may be done
    lists.py      lists and how they stand        segments.py  filters under a name, built and counted
    never.py      addresses never mailed, in bulk, and what came back
    growth.py     who came and who left, by day   imports.py   files of readers, on their way in

Pages that show an address ask for the power to send; files in and out, and erasing, to rule.
"""
