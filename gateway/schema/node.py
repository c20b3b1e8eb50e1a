"""What has an id."""

import graphene


class Node(graphene.Interface):
    """Something with an id of its own."""

    id = graphene.ID(required=True)
