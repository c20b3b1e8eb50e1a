"""A schema whose rules stand on its types: an object, an interface, a scalar and an enum; and what says which policies hold."""

# mypy: disallow-subclassing-any=False
# mypy: disable-error-code="misc"

from typing import Any

import graphene

from gateway.auth.scopes import AUTHENTICATED, any_of, policy, scope
from gateway.binding.declare import Entity, Payload, command, guarded, lookup, member, one, page, post
from gateway.binding.permissions import requires
from gateway.binding.vocabulary import Collection, Service
from gateway.execution.context import Context

ARCHIVE = Service("books")

#: Each time that policies were judged: which, and for whom.
JUDGED: list[tuple[frozenset[str], str | None]] = []


def holding(policies: frozenset[str], context: Context) -> list[str]:
    """`archivist` holds for per_1, `open` for everybody; `broken` breaks."""
    JUDGED.append((policies, context.viewer.subject))
    if "broken" in policies:
        raise RuntimeError("no policy engine")
    return ["open", "archivist"] if context.viewer.subject == "per_1" else ["open"]


async def holding_later(policies: frozenset[str], context: Context) -> list[str]:
    return holding(policies, context)


@requires(AUTHENTICATED)
class Grade(graphene.Enum):
    GOOD = "GOOD"
    BAD = "BAD"


@requires(scope("seals:read"))
class Seal(graphene.Scalar):
    serialize = str


class Kept(graphene.Interface):
    id = graphene.ID(required=True)


@requires(any_of(scope("secrets:read"), scope("all:read", "all:see")))
class Secret(graphene.Interface):
    id = graphene.ID(required=True)


@requires(policy("archivist"))
class Letter(Entity):
    class Meta:
        interfaces = (Kept, Secret)
        collection = Collection(ARCHIVE, "/letters", id_pattern=r"let_[0-9]+")

    id = graphene.ID(required=True)
    text = graphene.String(required=True)


class Photo(Entity):
    class Meta:
        interfaces = (Kept,)
        collection = Collection(ARCHIVE, "/photos", id_pattern=r"pho_[0-9]+")

    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    grade = Grade()
    seal = Seal()
    place = member(graphene.String, "place", requires=[scope("places:read"), policy("open")])
    letter = one(Letter, key="letter_id")


class Query(graphene.ObjectType):
    letter = lookup(Letter)
    letters = page(Letter)
    photo = lookup(Photo)
    kept = lookup(Kept)
    secret = lookup(Secret)
    found = graphene.Field(graphene.List(Kept))
    report = guarded(graphene.String, requires=policy("archivist"))
    frail = guarded(graphene.String, requires=policy("broken"))
    version = graphene.String(required=True)

    def resolve_found(root: None, _: graphene.ResolveInfo) -> Any:  # noqa: N805
        return [Letter(id="let_1", text="Dear all"), Photo(id="pho_1", title="The sea", grade=Grade.GOOD)]

    def resolve_report(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        return "all well"

    def resolve_frail(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        return "unseen"

    def resolve_version(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        return "1"


class EnterInput(graphene.InputObjectType):
    name = graphene.String(required=True)


class EnterPayload(Payload):
    letter = one(Letter, key="letter_id")


class Mutation(graphene.ObjectType):
    enter = command(EnterPayload, EnterInput, post(ARCHIVE, "/visits", signs_in="token"))


schema: Any = graphene.Schema(query=Query, mutation=Mutation, types=[Letter, Photo])
