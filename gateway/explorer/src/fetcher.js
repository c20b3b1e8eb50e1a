const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

/** Sends each operation to `endpoint` and gives back its answer, whatever the status. */
export function fetcherFor(endpoint) {
  return async (operation, { headers } = {}) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: ACCEPT, ...headers },
      body: JSON.stringify(operation),
    });
    return response.json();
  };
}
