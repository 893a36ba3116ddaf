"""The darkroom: the house's own copies of pictures, so that a mail asks no stranger for them.

    wanted addresses | fetched, guarded and bounded        (the newsstand, handed in)
                     | header: kind and size by content    (header.py)
                     | turned upright, scaled down, coloured as screens expect, nothing else kept
                     |                                     (develop.py)
                     | kept under the hash of its bytes    (album.py)
                     -> OwnCopy, or NoCopy with the reason

What is wrong with one picture is a value and costs that picture only.  Never enlarges, never
moves: of an animation the first picture is kept.  Does not decide
what is printed: that is `digest.rules.owncopies`.
"""
