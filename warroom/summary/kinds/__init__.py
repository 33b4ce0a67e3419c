"""What kinds of documents there are: one module per kind, a request in, a page out."""
