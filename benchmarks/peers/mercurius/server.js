// Mercurius with its jit and its own loaders.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { port, readUsers, resolvers, typeDefs } from '../services.js';

const app = Fastify({ logger: false });

app.register(mercurius, {
  schema: typeDefs,
  resolvers: { Query: resolvers.Query },
  loaders: {
    Item: {
      seller: (queries) => readUsersOnce(queries.map(({ obj }) => obj.seller_id)),
    },
  },
  jit: 1,
  graphiql: false,
});

// A loader's queries are as many as there are objects: it is asked for each seller once an object.
async function readUsersOnce(ids) {
  const asked = [...new Set(ids)];
  const users = await readUsers(asked);
  const found = new Map(asked.map((id, index) => [id, users[index]]));
  return ids.map((id) => found.get(id));
}

await app.listen({ port, host: '127.0.0.1' });
