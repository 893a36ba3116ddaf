"""A small fictional newsroom, bundled, so that digest can show its whole job without the world.

    data/*.toml -content-> Story -morning(now)-> DatedStory -pages, feeds-> bytes -server-> loopback

Three papers and a wire agency of invented cities report partly on the same events, in their own
words.  Their public addresses are on reserved domains (`https://www.<paper>.example.org/…`);
`server.serve(now)` serves all of them on loopback and `server.loopback_url` names, for a public
address, the loopback twin.

A source marked `sample = true` keeps the public address as its configured `url`.  Whoever gathers
starts `serve`, asks `loopback_url(url, newsroom.base_url)` for what to fetch, and stores the public
links and pictures that the documents carry.  Article pages are fetched the same way.

    with serve(now) as newsroom:
        twin = loopback_url("https://www.harbourcourier.example.org/feed.xml", newsroom.base_url)

    www.harbourcourier.example.org   /feed.xml  /editorials/feed.xml  /sitemap-news.xml
                                     /sitemap.xml (index)  /  (front page)  /editorials  (page)
    www.tarnholmgazette.example.org  /atom.xml  /
    www.northlight.example.org       /rss  /                                   the wire agency
    www.bandargah.example.org        /feed.xml  /editorials/feed.xml  /  /editorials      in Urdu

Dates are relative: a story lies some hours before the full UTC hour of the `now` it is served for,
so it is always of the last 24 hours.  Links and guids never change, and two starts within one UTC
hour give the same bytes.

Does not gather, parse or send; knows no other room; reads no clock but through `serve`'s `now`.
"""
