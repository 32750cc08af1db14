/** log4net's releases: which exist, which one a text means, what falls within a range. */
import data from '../../../schemas/catalogue/versions.json';
import type { Version, VersionRange } from './types';

/** Oldest first. */
export const knownVersions: readonly Version[] = Object.freeze([...data.versions].sort(compareVersions));

/**
 * The recorded release that a text means: itself; of a line (`2.0`, `3`) the default release if that is one of it, else the
 * newest; else the newest one before it, and the oldest of all for something older still. What is no version at all means
 * the default.
 */
export function resolveVersion(text: string): Version {
  const wanted = text.trim();
  if (!/^\d+(\.\d+)*$/.test(wanted)) return data.default;
  if (knownVersions.includes(wanted)) return wanted;
  if (data.default.startsWith(`${wanted}.`)) return data.default;
  const ofLine = knownVersions.filter(version => version.startsWith(`${wanted}.`));
  const newest = ofLine.at(-1) ?? knownVersions.filter(version => compareVersions(version, wanted) <= 0).at(-1);
  return newest ?? (knownVersions[0] as Version);
}

/** Negative where `left` is older. Missing parts count as zero. */
export function compareVersions(left: Version, right: Version): number {
  const a = parts(left);
  const b = parts(right);
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A test for "exists in this version"; what carries no range exists in all. */
export function within(version: Version): (range: VersionRange | undefined) => boolean {
  return range => range === undefined || (compareVersions(range.first, version) <= 0 && compareVersions(version, range.last) <= 0);
}

function parts(version: Version): readonly number[] {
  return version.split('.').map(part => Number.parseInt(part, 10) || 0);
}
