import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from 'graphiql';

/** The panels beside the editor, in the order of their buttons; the documentation comes first by itself. */
export const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
