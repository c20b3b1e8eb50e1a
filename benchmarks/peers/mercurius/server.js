// Mercurius with its jit and its own loaders.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { port, readUsers, resolvers, typeDefs } from '../services.js';

const app = Fastify({ logger: false });

// A loader gets a query for each object. Its cache would write every object as JSON to find those that are alike; asking for each
// seller once is cheaper.
async function sellers(queries) {
  const ids = [...new Set(queries.map(({ obj }) => obj.seller_id))];
  const users = new Map((await readUsers(ids)).map((user, index) => [ids[index], user]));
  return queries.map(({ obj }) => users.get(obj.seller_id));
}

app.register(mercurius, {
  schema: typeDefs,
  resolvers: { Query: resolvers.Query },
  loaders: { Item: { seller: { loader: sellers, opts: { cache: false } } } },
  jit: 1,
  graphiql: false,
});

await app.listen({ port, host: '127.0.0.1' });
