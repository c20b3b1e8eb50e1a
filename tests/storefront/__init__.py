"""The storefront, seen by people: through HTTP, against a gateway whose answers are known."""
