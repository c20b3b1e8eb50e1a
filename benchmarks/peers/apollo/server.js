// Apollo Server, stand-alone, a DataLoader a request.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { port, readUsers, resolvers, typeDefs } from '../services.js';

const server = new ApolloServer({ typeDefs, resolvers });

await startStandaloneServer(server, {
  context: async () => ({ users: new DataLoader(readUsers) }),
  listen: { port, host: '127.0.0.1' },
});
