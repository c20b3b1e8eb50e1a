"""Fields that a resolver computes: the members that it reads are fetched along."""

from gateway.binding import vocabulary as words
from gateway.planning import shapes
from gateway.planning.drafts import KEY
from gateway.planning.members import need_member
from gateway.planning.site import Site, Walk


def computed(walk: Walk, site: Site, binding: words.Computed) -> shapes.Computed:
    assert site.rows is not None
    made = shapes.Computed(
        site.slot,
        len(walk.stage.computed),
        site.parent.name,
        tuple(site.nodes),
        tuple(_reading(walk, site, name, binding.fields.get(name)) for name in binding.reads),
        site.rows.fetch.id,
        site.rows.trail,
        site.owner,
    )
    walk.stage.computed.append(made)
    return made


def _reading(walk: Walk, site: Site, name: str, field: str | None) -> shapes.Reading:
    """`field`: the GraphQL field that the member is; `None`: it is the key of a relation."""
    assert site.rows is not None
    if field is None:
        site.rows.record.need_key(name, nullable=True)
        return shapes.Reading(name, name, KEY)
    bound = walk.blueprint.bound(site.parent.name, field)
    assert bound is not None
    assert isinstance(bound.binding, words.Member)
    guarded = bool(walk.blueprint.permissions.of(site.parent.name, field))
    column = need_member(site.rows, site.parent.fields[field].type, bound.binding, guarded=guarded)
    assert column.leaf is not None
    return shapes.Reading(name, column.member, column.leaf)
