"""Items in stock, and what is held of them for whom."""
