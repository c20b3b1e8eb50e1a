"""A public-style REST API: bare arrays, integer ids, camelCase, comments of many posts by `?postId=1&postId=2`."""

import graphene

from gateway.binding.declare import Entity, lookup, many, one
from gateway.binding.vocabulary import Collection, Service

BLOG = Service("blog", camel_case=True, id_type=int)  # its address is BLOG_URL


class User(Entity, collection=Collection(BLOG, "/users", rows=None)):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    posts = many("docs.example.blog.Post", by="userId")


class Post(Entity, collection=Collection(BLOG, "/posts", rows=None)):
    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    author = one(User, key="userId")
    comments = many("docs.example.blog.Comment", by="postId")


class Comment(Entity, collection=Collection(BLOG, "/comments", rows=None)):
    id = graphene.ID(required=True)
    body = graphene.String(required=True)
    created_at = graphene.String()  # the member createdAt


class Query(graphene.ObjectType):
    post = lookup(Post)
    posts = many(Post, user_id=graphene.ID(), parameters={"user_id": "userId"}, ids={"user_id": User})
    user = lookup(User)


schema = graphene.Schema(query=Query)
