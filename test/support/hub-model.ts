/** The demo model on the hub of these tests (hub-server.ts), at the one commit that it has. */
export const hubDemo = {
  id: 'lab-tests/demo',
  revision: '7250429945d8016c21bedae06e1be62646b64181',
  device: 'wasm',
  dtype: 'auto',
} as const;
