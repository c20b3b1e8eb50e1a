// GraphQL Yoga with graphql-jit, a DataLoader a request.
import { createServer } from 'node:http';
import { useGraphQlJit } from '@envelop/graphql-jit';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { port, readUsers, resolvers, typeDefs } from '../services.js';

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  plugins: [useGraphQlJit()],
  context: () => ({ users: new DataLoader(readUsers) }),
  graphiql: false,
  landingPage: false,
  logging: false,
});

createServer(yoga).listen(port, '127.0.0.1');
