import { showPlan } from './plugins/plan.jsx';

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

/** Sends each operation to `endpoint`, asks for its plan, and gives back its answer, whatever the status. */
export function fetcherFor(endpoint) {
  return async (operation, { headers } = {}) => {
    const introspects = operation.operationName === 'IntrospectionQuery';
    const asked = introspects ? operation : { ...operation, extensions: { plan: true } };
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: ACCEPT, ...headers },
      body: JSON.stringify(asked),
    });
    const answer = await response.json();
    return introspects ? answer : showPlan(answer);
  };
}
