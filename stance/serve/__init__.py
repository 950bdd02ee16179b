"""The HTTP API and the web page (extra `serve`): a door to the tagger for a desk or an internal host."""
