"""Fields with resolvers: selections collected once an operation into a tree of callables, which every execution then runs.

What a field means is graphql-core's to say: its helpers collect fields, coerce arguments, serialise leaves, locate errors and
name what is wrong. Here is only the order in which they are asked, without a look at the document (docs/deviations.md).
"""
