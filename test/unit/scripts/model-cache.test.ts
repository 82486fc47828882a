import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimModelCache } from '../../../scripts/lib/model-cache.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ivbench lab cache '));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const inUse = () => path.join(folder, 'in-use.json');
const heldBy = (pid: number, host = os.hostname()) => {
  writeFileSync(inUse(), JSON.stringify({ pid, host }));
};
const claim = () => claimModelCache(folder);

describe('the folder of kept models', () => {
  test("is one command's at a time", () => {
    const cache = claim();
    expect(existsSync(cache.profile)).toBe(true);
    expect(claim).toThrow(new RegExp(`in use by another command \\(process ${process.pid} on`));
    cache.release();
    expect(existsSync(inUse())).toBe(false);
    claim().release();
  });

  test('is free again when the command that had it was killed', () => {
    heldBy(spawnSync(process.execPath, ['--version']).pid);
    claim().release();
  });

  test('is not taken from another machine, nor when nobody knows who has it', () => {
    heldBy(1, 'another-host');
    expect(claim).toThrow(/process 1 on another-host.*remove .*in-use.json/);
    writeFileSync(inUse(), '');
    expect(claim).toThrow(/process unknown.*remove .*in-use.json/);
  });

  test('that cannot be made is said', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(() => claimModelCache(path.join(file, 'models'))).toThrow(/cannot be written to/);
  });

  test("forgets a browser that was killed on another host, and leaves this host's to Chromium", () => {
    const { profile, release } = claim();
    const lock = path.join(profile, 'SingletonLock');
    release();
    symlinkSync('another-host-1234', lock);
    claim().release();
    expect(() => readlinkSync(lock)).toThrow('ENOENT');
    symlinkSync(`${os.hostname()}-1234`, lock);
    claim().release();
    expect(readlinkSync(lock)).toContain('1234');
  });
});
