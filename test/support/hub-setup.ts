import type { TestProject } from 'vitest/node';
import { startHub } from './hub-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of a hub on loopback (hub-server.ts). */
    hubUrl: string;
  }
}

/** Starts the hub that browser tests download from; they cannot start one themselves. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const hub = await startHub();
  project.provide('hubUrl', hub.url);
  return hub.close;
}
