// Prints one JSON object: how many audits passed, and the ids of the others.
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
const others = results.filter((result) => result.status !== 'ok').map(({ id }) => id);
console.log(JSON.stringify({ passed: results.length - others.length, others }));
