"""What says how many of something there are: only what is written in the code itself, or as many as data has, as data."""

from __future__ import annotations

LISTING = frozenset(
    {
        "listdir", "scandir", "iterdir", "glob", "rglob", "iglob", "walk", "namelist", "infolist", "readlines", "splitlines", "finditer", "findall",
        "find_all", "select", "xpath", "cssselect", "css", "fetchall", "scalars", "to_list", "aggregate", "iterrows", "itertuples", "paginate",
        "list_objects_v2", "list_objects", "scan_iter", "smembers", "lrange", "hgetall", "hvals", "hkeys", "zrange", "zrangebyscore", "xrange", "getlist", "get_list",
        "getall", "json", "DictReader", "read_csv", "iter_rows", "find", "stream", "list_blobs", "get_all_records",
    }
)  # fmt: skip
"""Calls that answer with as much as is there: files, rows, matches, what a service has."""

QUERYING = frozenset(
    {"objects", "query", "collection", "cursor", "session", "db", "database", "conn", "connection", "pool"}
)
"""Last words of what is asked for rows, by `all`, `filter` and the like."""

OF_QUERIES = frozenset(
    {"all", "filter", "filter_by", "exclude", "fetch", "fetch_all", "execute", "order_by", "values_list", "where"}
)
"""Calls that answer with rows where what is asked is known to have some."""

OF_DATA = frozenset(
    {
        "urls", "uris", "links", "hrefs", "ids", "uuids", "pks", "keys", "rows", "records", "users", "customers", "members", "students", "employees", "people",
        "persons", "patients", "orders", "invoices", "items", "products", "entries", "events", "messages", "emails", "mails", "recipients", "addresses",
        "notifications", "files", "paths", "filenames", "images", "photos", "pictures", "videos", "documents", "docs", "pages", "chunks", "posts", "articles",
        "comments", "tickets", "tweets", "symbols", "tickers", "coins", "players", "transactions", "payments", "lines", "queries", "prompts", "texts",
        "sentences", "hosts", "hostnames", "domains", "ips", "devices", "clients", "connections", "sockets", "websockets", "subscribers", "subscriptions",
        "accounts", "contacts", "leads", "reviews", "payloads", "requests", "results", "stocks", "jobs", "books", "songs", "tracks", "movies", "repos",
        "repositories", "commits", "feeds", "numbers", "phones", "passengers", "bookings", "reservations", "listings", "cities", "locations", "data", "rooms",
        "guests", "batch", "candidates", "companies", "assets", "blobs", "datasets", "webhooks", "followers", "peers", "chats", "submissions", "responses", "skus",
        "isbns", "barcodes", "slugs", "zips", "coordinates", "readings", "measurements", "sensors", "vehicles", "hotels", "restaurants", "recipes",
    }
)  # fmt: skip
"""Last words of names of what comes in numbers that nobody writes down: the world's things, not the program's own parts."""

ANYTHING = frozenset({"items", "keys", "data", "results", "jobs", "batch"})
"""Those of them whose one says nothing: `item`, `key`."""
