import { useSyncExternalStore } from 'react';
import './plan.css';

/** The last answer: nothing yet, or its plan (docs/explain.md), if it came with one, and whether it was executed. */
let last = null;
const watchers = new Set();

/** Takes the plan out of an answer, to show it here. */
export function showPlan(answer) {
  const { plan, ...others } = answer.extensions ?? {};
  last = { plan, executed: 'data' in answer };
  watchers.forEach((watcher) => watcher());
  if (!plan) return answer;
  const { extensions: _, ...shown } = answer;
  return Object.keys(others).length ? { ...shown, extensions: others } : shown;
}

function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function Panel() {
  const answer = useSyncExternalStore(watch, () => last);
  return (
    <section className="plan" aria-label="Plan">
      <h2>Plan</h2>
      {answer?.plan ? <Plan plan={answer.plan} /> : <Missing answer={answer} />}
    </section>
  );
}

function Missing({ answer }) {
  if (answer === null) {
    return <p>Run an operation: here stand the REST calls that it took, how they were batched, and how long each was.</p>;
  }
  if (!answer.executed) return <p>The operation was refused before it was planned; the answer says why.</p>;
  return (
    <>
      <p>This answer came without its plan. The gateway shows plans to whom its setting <code>EXPLAIN</code> allows it:</p>
      <dl>
        <dt><code>EXPLAIN=all</code></dt>
        <dd>to everybody, for development</dd>
        <dt><code>EXPLAIN=scope</code></dt>
        <dd>to tokens with the scope <code>plan:read</code>; give one under Headers, below the editor</dd>
      </dl>
    </>
  );
}

function Plan({ plan }) {
  const calls = plan.calls ?? [];
  const whole = Math.max(...calls.map((call) => call.beganMs + call.tookMs), 0);
  return (
    <>
      <div>
        <p className="plan-sum">
          <strong>{calls.length ? count(calls.length, 'call') : 'No call'}</strong>
          {calls.length > 0 && <span>{milliseconds(whole)}</span>}
          {calls.length > 0 && <span>{size(calls.reduce((sum, call) => sum + call.bytes, 0))}</span>}
        </p>
        {plan.atMost.calls !== 0 && <p className="plan-most">{atMost(plan.atMost)}</p>}
      </div>
      {plan.stages.map((stage) => (
        <Stage key={stage.fields.join()} stage={stage} titled={plan.operation === 'mutation'} calls={calls} whole={whole} />
      ))}
      {plan.permissions && <Permissions permissions={plan.permissions} />}
    </>
  );
}

function Stage({ stage, titled, calls, whole }) {
  return (
    <div className="plan-stage">
      {titled && <h3><code>{stage.fields.join(', ')}</code></h3>}
      {stage.resolved && <p>Resolvers of their own: <code>{stage.resolved.join(', ')}</code></p>}
      <Waves waves={stage.waves} calls={calls} whole={whole} />
      {stage.below?.map((below) => (
        <div key={below.path.join('.')} className="plan-below">
          <p>
            Below a resolver: <code>{below.path.join('.')}</code>
            {below.values === null && ', for each value of a list of any length'}
          </p>
          <Waves waves={below.waves} calls={calls} whole={whole} />
        </div>
      ))}
    </div>
  );
}

function Waves({ waves, calls, whole }) {
  return (
    <ol className="plan-waves">
      {waves.map((wave, depth) => (
        <li key={depth}>
          <h4>Wave {depth + 1}</h4>
          {wave.map((fetch) => (
            <Fetch key={fetch.id} fetch={fetch} calls={calls.filter((call) => call.fetch === fetch.id)} whole={whole} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Fetch({ fetch, calls, whole }) {
  return (
    <article className="plan-fetch">
      <header>
        <span className="plan-id">#{fetch.id}</span>
        <span className={`plan-method plan-${fetch.method.toLowerCase()}`}>{fetch.method}</span>
        <code>{pathOf(fetch)}</code>
        <span className="plan-service">{fetch.service}</span>
      </header>
      {asks(fetch) && <p>{asks(fetch)}</p>}
      <p className="plan-reads">reads {fetch.reads.length ? <code>{fetch.reads.join(', ')}</code> : 'nothing'}</p>
      <p className="plan-most">{atMost(fetch.atMost)}</p>
      {calls.length ? <Calls calls={calls} whole={whole} /> : <p className="plan-unmade">not called</p>}
    </article>
  );
}

const SHOWN_AT_ONCE = 5;

function Calls({ calls, whole }) {
  const more = calls.slice(SHOWN_AT_ONCE);
  return (
    <>
      <CallList calls={calls.slice(0, SHOWN_AT_ONCE)} whole={whole} />
      {more.length > 0 && (
        <details>
          <summary>{count(more.length, 'more call')}</summary>
          <CallList calls={more} whole={whole} />
        </details>
      )}
    </>
  );
}

function CallList({ calls, whole }) {
  return (
    <ul className="plan-calls">
      {calls.map((call, number) => (
        <li key={number}>
          <code className="plan-target" title={call.target}>{decoded(call.target)}</code>
          <span className={`plan-status ${call.status >= 200 && call.status < 300 ? 'plan-good' : 'plan-bad'}`}>
            {call.status ?? 'no answer'}
          </span>
          <span>{milliseconds(call.tookMs)}</span>
          <span>{size(call.bytes)}</span>
          <span className="plan-time" title={`from ${milliseconds(call.beganMs)}`}>
            <i style={{ marginLeft: share(call.beganMs, whole), width: share(call.tookMs, whole) }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

const JUDGED = { granted: 'plan-good', 'by row': 'plan-open' };

function Permissions({ permissions }) {
  return (
    <div className="plan-permissions">
      <h3>Permissions</h3>
      <ul>
        {permissions.map(({ field, rule, decision }) => (
          <li key={field}>
            <code>{field}</code>
            <span className={JUDGED[decision] ?? 'plan-bad'}>{decision}</span>
            <code className="plan-rule">{rule}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

const FOR_EACH = { pages: 'a page for each', groups: 'a list for each' };

function asks({ answer, keys, fanOut }) {
  if (!keys) return { page: 'a page', list: 'all rows' }[answer];
  if (keys.source === 'argument') return `the argument ${keys.argument}`;
  if (keys.source === 'viewer') return 'the viewer';
  const owner = keys.owner ? `, where ${keys.owner} is the viewer` : '';
  const source = `${keys.member} of ${keys.source === 'values' ? 'the value' : `#${keys.fetch}`}${owner}`;
  if (fanOut) return `one call a key: ${source}, at most ${fanOut} at once`;
  return `${FOR_EACH[answer] ?? 'rows'}: ${source}, ${keys.perCall} keys a call`;
}

function atMost({ calls, rows, keys, why }) {
  if (calls === null) return `unbounded: ${why}`;
  const asked = keys === undefined ? '' : `, ${count(keys, 'key')}`;
  const most = `at most ${count(calls, 'call')}${asked}`;
  return rows === null ? `${most}; rows unbounded: ${why}` : `${most}, ${count(rows, 'row')}`;
}

const pathOf = ({ path, keys, fanOut }) => (keys && !fanOut ? `${path}?${keys.parameter}=…` : path);
const count = (number, what) => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
const milliseconds = (time) => `${time.toFixed(1)} ms`;
const size = (bytes) => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);
const share = (time, whole) => `${whole ? (100 * time) / whole : 0}%`;

function decoded(target) {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

function Icon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <path d="M2 3.5h10M6 10h12M10 16.5h6" />
      <path d="M3.5 6v2.5a1.5 1.5 0 0 0 1.5 1.5M7.5 12.5v2.5a1.5 1.5 0 0 0 1.5 1.5" strokeOpacity="0.6" />
    </svg>
  );
}

/** GraphiQL's panel that shows how the last answer was made. */
export const PLAN_PLUGIN = { title: 'Plan', icon: Icon, content: Panel };
