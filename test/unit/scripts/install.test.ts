import { describe, expect, test } from 'vitest';
import { nodeIsTooOld, whyInstall } from '../../../scripts/lib/install.mjs';

const lock = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
    'node_modules/only-on-mac': { version: '3.0.0', integrity: 'sha512-c', optional: true },
  },
};
const there =
  (...missing: string[]) =>
  (name: string) =>
    !missing.includes(name);
const { 'node_modules/only-on-mac': _mac, ...installedPackages } = lock.packages;

describe('whether the packages have to be installed', () => {
  test('a fresh clone does', () => {
    expect(whyInstall(lock, null, there())).toContain('not installed');
  });

  test('what the lock file says is enough, without packages for other platforms', () => {
    expect(whyInstall(lock, { packages: installedPackages }, there())).toBeNull();
  });

  test('packages beyond the lock file do no harm', () => {
    const more = { packages: { ...lock.packages, 'node_modules/extra': { version: '9.0.0' } } };
    expect(whyInstall(lock, more, there())).toBeNull();
  });

  test('another version, other contents, a missing package and a removed folder do', () => {
    const changed = (entry: object) => ({
      packages: { ...installedPackages, 'node_modules/a': entry },
    });
    expect(
      whyInstall(lock, changed({ version: '0.9.0', integrity: 'sha512-a' }), there()),
    ).toContain('node_modules/a is version 0.9.0, not 1.0.0');
    expect(
      whyInstall(lock, changed({ version: '1.0.0', integrity: 'sha512-x' }), there()),
    ).not.toBeNull();
    expect(whyInstall(lock, { packages: {} }, there())).toContain('node_modules/a is missing');
    expect(
      whyInstall(lock, { packages: installedPackages }, there('node_modules/a/node_modules/b')),
    ).toContain('node_modules/a/node_modules/b is missing');
  });
});

test.each([
  ['18.20.0', true],
  ['20.18.3', true],
  ['20.19.0', false],
  ['22.0.0', false],
])('Node %s is too old: %s', (version, expected) => {
  expect(nodeIsTooOld(version)).toBe(expected);
});
