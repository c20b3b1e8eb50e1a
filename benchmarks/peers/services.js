// What every Node peer has in common: the services behind them, over kept connections, and the types.
import { Pool } from 'undici';

const upstream = new Pool(process.env.UPSTREAM, { connections: 256 });

async function read(path) {
  const { statusCode, body } = await upstream.request({ path, method: 'GET' });
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
  return body.json();
}

export async function readItems(first) {
  const page = await read(`/items?first=${first}&count=true`);
  return { totalCount: page.total, nodes: page.items };
}

export async function readUsers(ids) {
  const { items } = await read(`/users?${ids.map((id) => `id=${id}`).join('&')}`);
  const found = new Map(items.map((user) => [user.id, user]));
  return ids.map((id) => found.get(id) ?? null);
}

export const port = Number(process.env.PORT);

export const typeDefs = /* GraphQL */ `
  type Money { amount: String! currency: String! }
  type User { id: ID! name: String! }
  type Item { id: ID! name: String! price: Money! available: Int! seller: User }
  type ItemConnection { totalCount: Int! nodes: [Item!]! }
  type Query { version: String! items(first: Int = 20): ItemConnection }
`;

// Sellers come from `context.users`, a DataLoader of this request.
export const resolvers = {
  Query: {
    version: () => '0.1.0',
    items: (_, { first }) => readItems(first),
  },
  Item: {
    seller: (item, _, context) => context.users.load(item.seller_id),
  },
};
