// Prints one JSON object: how many audits passed, and the ids of the others.
// With --preflight, requests by GET say that they come from no foreign page (the gateway's guard against CSRF asks for it).
import { serverAudits } from 'graphql-http';

const [url, preflight] = process.argv.slice(2);
const guarded = preflight === '--preflight' ? { 'graphql-require-preflight': '1' } : {};

function fetchFn(input, init = {}) {
  const headers = (init.method ?? 'GET') === 'GET' ? { ...init.headers, ...guarded } : init.headers;
  return fetch(input, { ...init, headers });
}

const results = await Promise.all(serverAudits({ url, fetchFn }).map((audit) => audit.fn()));
const others = results.filter((result) => result.status !== 'ok').map(({ id }) => id);
console.log(JSON.stringify({ passed: results.length - others.length, others }));
