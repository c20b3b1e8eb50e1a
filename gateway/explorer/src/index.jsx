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

createRoot(root).render(
  <GraphiQL
    fetcher={fetcherFor(endpoint)}
    plugins={plugins}
    defaultQuery={defaultQuery}
    defaultEditorToolsVisibility="headers"
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
  />,
);
