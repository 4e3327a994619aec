"""Lists laid over the article: of articles, marked sentences, the history, one's figures."""
