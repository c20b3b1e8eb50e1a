// The first import gives Monaco its workers; it must run before anything that loads an editor.
import 'graphiql/setup-workers/vite';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';
import { fetcherFor } from './fetcher.js';
import { plugins } from './plugins/index.js';

const root = document.getElementById('graphiql');
const { endpoint, defaultQuery } = root.dataset;
// What a link to the page asks stands in the editor, as a request by GET would ask it; nothing is run before somebody says so.
const asked = new URLSearchParams(window.location.search);

createRoot(root).render(
  <GraphiQL
    fetcher={fetcherFor(endpoint)}
    plugins={plugins}
    defaultQuery={defaultQuery}
    initialQuery={asked.get('query') ?? undefined}
    initialVariables={asked.get('variables') ?? undefined}
    defaultEditorToolsVisibility={asked.has('variables') ? 'variables' : 'headers'}
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
  />,
);
