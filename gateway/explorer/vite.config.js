// index.js and index.css keep their names, so the page that loads them needs no manifest; everything
// they load carries a hash of its content and may be cached for ever.
const fixed = (asset) => asset.names.some((name) => name.endsWith('.css'));

export default {
  base: '/static/graphiql/',
  worker: { format: 'es' },
  build: {
    assetsDir: '.',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
    cssCodeSplit: false,
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    rollupOptions: {
      input: { index: 'src/index.jsx' },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: (asset) => (fixed(asset) ? 'index.css' : '[name]-[hash][extname]'),
      },
    },
  },
};
