import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from 'graphiql';
import { PLAN_PLUGIN } from './plan.jsx';

/** The panels beside the editor, in the order of their buttons; the documentation comes first by itself. */
export const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false }), PLAN_PLUGIN];
